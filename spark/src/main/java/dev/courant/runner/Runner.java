package dev.courant.runner;

import dev.courant.runner.kafka.BatchGate;
import dev.courant.runner.kafka.DeadLetters;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.query.QueryFile;
import dev.courant.runner.query.QueryFolder;
import dev.courant.runner.reading.ReadingsView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** All queries of a folder in one Spark session. */
final class Runner {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

  private final Arguments arguments;
  private final SparkSession spark;
  private final List<QueryLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private ProgressWriter progress;

  Runner(Arguments arguments, SparkSession spark) {
    this.arguments = arguments;
    this.spark = spark;
  }

  /** @throws Problems when one query cannot run: then none does */
  List<Query> queries() {
    QueryFolder folder = new QueryFolder(arguments.queries(),
        List.of(arguments.input(), arguments.deadLetters(), arguments.progress())).read();
    QueryCheck check = new QueryCheck(spark, this::readings);
    List<Query> queries = check.accept(folder.queries());
    List<Problem> problems = new ArrayList<>(folder.problems());
    problems.addAll(check.problems());
    if (!arguments.check()) {
      queries.forEach(query -> StateGuard.check(query, checkpoint(query)).ifPresent(problems::add));
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return queries;
  }

  private Checkpoint checkpoint(Query query) {
    return new Checkpoint(spark, location(query));
  }

  private String location(Query query) {
    return arguments.checkpoints() + "/" + query.name();
  }

  private Dataset<Row> readings(QueryFile file) {
    DeadLetters deadLetters =
        new DeadLetters(arguments.kafka(), arguments.deadLetters(), file.name(), arguments.input());
    Dataset<Row> records = new RecordSource(spark, arguments).stream();
    return ReadingsView.view(ReadingsView.parsed(records, deadLetters));
  }

  /** Starts all queries at once and returns. */
  void start(List<Query> queries, StoredProgress stored) {
    progress = new ProgressWriter(arguments.kafka(), arguments.progress());
    // A file that was broken and is gone would be reported as a failed query for ever.
    Set<String> names = queries.stream().map(Query::name).collect(Collectors.toSet());
    stored.neverRead(names).forEach(progress::forget);
    BatchListener listener = new BatchListener();
    spark.streams().addListener(listener);
    QueryLoop.Services services = new QueryLoop.Services(spark, arguments, progress, listener);
    Recovery recovery = new Recovery(stored, new Recount(spark, arguments), progress);
    for (Query query : queries) {
      QueryLoop loop = new QueryLoop(services, running(query), recovery);
      loops.add(loop);
      threads.add(new Thread(loop, "query " + query.name()));
    }
    threads.forEach(Thread::start);
  }

  private RunningQuery running(Query query) {
    Account account = new Account(query.name(), arguments.input());
    account.describe(query.fingerprint().plan(), query.kind().toJson());
    return new RunningQuery(query, account, checkpoint(query), location(query), new BatchGate());
  }

  /** Queries end only when they are told to: the one who tells them also ends the process. */
  void await() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    new CountDownLatch(1).await();
  }

  void stop() {
    loops.parallelStream().forEach(loop -> loop.stop(STOP_LIMIT));
    if (progress != null) {
      progress.close();
    }
  }
}
