package dev.courant.runner;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.kafka.BatchGate;
import dev.courant.runner.metrics.MetricsServer;
import dev.courant.runner.metrics.QueryMetrics;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.GoneQueries;
import dev.courant.runner.progress.Others;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.query.QueryFile;
import dev.courant.runner.query.QueryFolder;
import dev.courant.runner.report.Log;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import dev.courant.runner.running.QueryLoops;
import dev.courant.runner.running.RealTime;
import dev.courant.runner.running.RunningQuery;
import dev.courant.runner.running.Services;
import dev.courant.runner.running.StateGuard;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.Together;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** All queries of a folder in one Spark session. */
final class Runner {
  private final Arguments arguments;
  private final SparkSession spark;
  private final CompletableFuture<String> givenUp = new CompletableFuture<>();
  private volatile QueryLoops loops;

  Runner(Arguments arguments, SparkSession spark) {
    this.arguments = arguments;
    this.spark = spark;
  }

  /** @throws Problems when one query cannot run: then none does */
  List<Query> queries() {
    List<Problem> problems = new ArrayList<>();
    List<String> reserved = List.of(arguments.input().topic(), arguments.deadLetters(), arguments.progress());
    List<QueryFile> files = new QueryFolder(arguments.queries(), reserved, problems).read().stream()
        .map(text -> QueryFile.of(text, problems))
        .toList();
    List<Query> queries = new QueryCheck(spark, arguments.input().columns(), this::readings, problems).accept(files);
    if (arguments.runs()) {
      queries.forEach(query -> StateGuard.check(query, checkpoint(query.name())).ifPresent(problems::add));
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return queries;
  }

  private Checkpoint checkpoint(String query) {
    return new Checkpoint(spark, arguments.checkpoints() + "/" + query);
  }

  private Dataset<Row> readings(QueryFile file, EventColumns columns) {
    return ReadingSource.stream(spark, file.name(), columns);
  }

  /** Starts all queries at once and returns. */
  void start(List<Query> queries, StoredProgress stored) {
    ProgressWriter progress = new ProgressWriter(arguments.kafka(), arguments.progress(), givenUp::complete);
    Services services = new Services(
        spark, arguments.input(), arguments.input()::open, arguments.deadLetters(), arguments.leastPause(),
        realTime(), new Together(), progress, givenUp::complete);
    new GoneQueries(stored, progress, Others.ofThisChain(), name -> checkpoint(name).delete())
        .forget(queries.stream().map(Query::name).collect(Collectors.toSet()));
    List<RunningQuery> running = queries.stream().map(this::running).toList();
    loops = new QueryLoops(services, running, stored);
    loops.start();
    serveMetrics(running);
  }

  /** Whoever cannot be told must not keep rows from coming. */
  private void serveMetrics(List<RunningQuery> running) {
    if (arguments.metricsPort() == null) {
      return;
    }
    List<Account> accounts = running.stream().map(RunningQuery::account).toList();
    try {
      new MetricsServer(
          arguments.metricsPort(), new QueryMetrics(arguments.input(), arguments.input()::open, accounts, Clock.systemUTC()));
    } catch (IOException e) {
      Log.error("metrics_not_served", "port", arguments.metricsPort(), "message", e.getMessage());
    }
  }

  private RealTime realTime() {
    return new RealTime(
        spark.sparkContext().isLocal(), arguments.leastPause() != null, SparkSettings.slotsInRealTime(spark));
  }

  private RunningQuery running(Query query) {
    Account account = new Account(query.name(), arguments.input().topic(), Engine.SPARK);
    account.describe(query.fingerprint().plan(), query.kind(), query.output());
    return new RunningQuery(query, account, checkpoint(query.name()), new BatchGate());
  }

  /** @return why nothing more can be done; queries end by themselves only when they are told to */
  String awaitGivenUp() {
    return givenUp.join();
  }

  void stop() {
    if (loops != null) {
      loops.stop();
    }
  }
}
