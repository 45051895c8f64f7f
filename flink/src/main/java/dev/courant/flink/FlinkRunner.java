package dev.courant.flink;

import dev.courant.flink.query.Planner;
import dev.courant.flink.query.Query;
import dev.courant.flink.query.QueryCheck;
import dev.courant.flink.query.QueryFile;
import dev.courant.flink.running.Checkpoints;
import dev.courant.flink.running.QueryLoops;
import dev.courant.flink.running.Services;
import dev.courant.flink.running.StateGuard;
import dev.courant.flink.running.Submission;
import dev.courant.runner.progress.GoneQueries;
import dev.courant.runner.progress.Others;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.query.QueryFolder;
import dev.courant.runner.query.QueryText;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** All queries of a folder in one Flink, each a job of its own: one that fails, or begins anew, leaves the others be. */
final class FlinkRunner {
  private final Arguments arguments;
  private final Configuration settings;
  private final Planner planner;
  private final CompletableFuture<String> givenUp = new CompletableFuture<>();
  /** Of all queries of the folder. */
  private Set<String> names = Set.of();
  private volatile QueryLoops loops;

  FlinkRunner(Arguments arguments) {
    this.arguments = arguments;
    settings = FlinkSettings.of(arguments.interval(), Path.of(System.getProperty("java.io.tmpdir")));
    planner = new Planner(this::settings, arguments.delayMs(), arguments.columns());
  }

  private Configuration settings(String query) {
    return withPlace(new Configuration(settings), query);
  }

  private Configuration withPlace(Configuration own, String query) {
    own.setString("execution.checkpointing.dir", checkpoints(query).folder().toAbsolutePath().toUri().toString());
    return own;
  }

  /** On a cluster the rest is the cluster's. */
  private Configuration settingsOnCluster(String query) {
    Configuration own = withPlace(FlinkSettings.ofQueries(arguments.interval()), query);
    Submission.resume(own, checkpoints(query));
    return own;
  }

  private Checkpoints checkpoints(String query) {
    return new Checkpoints(arguments.checkpoints().resolve(query));
  }

  /** @throws Problems when one query cannot run: then none does */
  List<Query> queries() {
    List<Problem> problems = new ArrayList<>();
    List<String> reserved = List.of(arguments.input(), arguments.deadLetters(), arguments.progress());
    QueryCheck check = new QueryCheck(planner, problems);
    List<QueryText> texts = new QueryFolder(arguments.queries(), reserved, problems).read();
    names = texts.stream().map(QueryText::name).collect(Collectors.toSet());
    List<Query> queries = texts.stream()
        .filter(text -> arguments.query() == null || arguments.query().equals(text.name()))
        .map(text -> QueryFile.of(text, problems))
        .flatMap(file -> check.accept(file).stream())
        .map(Planner.Planned::query)
        .toList();
    if (!arguments.check()) {
      queries.forEach(query -> StateGuard.check(query, checkpoints(query.name())).ifPresent(problems::add));
    }
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    if (queries.isEmpty() && arguments.query() != null) {
      throw new Problems(List.of(new Problem(
          Problem.USAGE, null, 0, "there is no query \"" + arguments.query() + "\"", "see --queries")));
    }
    return queries;
  }

  /** @param progress through which what gone queries reported is withdrawn */
  void forgetGone(StoredProgress stored, ProgressWriter progress) {
    new GoneQueries(stored, progress, Others.ofThisChain(), query -> checkpoints(query).delete()).forget(names);
  }

  /** Into the Flink that this process is the JobManager of. */
  void submit(Query query) throws Exception {
    Planner there = new Planner(this::settingsOnCluster, arguments.delayMs(), arguments.columns(),
        StreamExecutionEnvironment::getExecutionEnvironment);
    new Submission(arguments.kafka(), arguments.input(), arguments.deadLetters(), arguments.progress())
        .submit(query, there, checkpoints(query.name()));
  }

  /** @param queries number of those that will run at a time */
  MiniCluster cluster(int queries) throws Exception {
    MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
        .setConfiguration(settings)
        .setNumTaskManagers(1)
        // One that begins anew may do so before its last start has given back its slot.
        .setNumSlotsPerTaskManager(2 * queries)
        .build());
    cluster.start();
    return cluster;
  }

  /** Starts all queries at once and returns. */
  void start(List<Query> queries, MiniCluster cluster, StoredProgress stored) {
    ProgressWriter progress = new ProgressWriter(arguments.kafka(), arguments.progress(), givenUp::complete);
    forgetGone(stored, progress);
    Services services = new Services(
        cluster, planner, arguments.kafka(), arguments.input(), arguments.deadLetters(), progress, stored,
        givenUp::complete);
    loops = new QueryLoops(services, queries, this::checkpoints);
    loops.start();
  }

  /** @return why it can do nothing more */
  String awaitGivenUp() {
    return givenUp.join();
  }

  void stop() {
    if (loops != null) {
      loops.stop();
    }
  }
}
