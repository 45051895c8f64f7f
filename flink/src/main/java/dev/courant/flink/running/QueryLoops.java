package dev.courant.flink.running;

import dev.courant.flink.query.Query;
import java.util.List;
import java.util.function.Function;

/** The loops of all queries of a runner, each on a thread of its own. */
public final class QueryLoops {
  private final Services services;
  private final List<QueryLoop> loops;

  public QueryLoops(Services services, List<Query> queries, Function<String, Checkpoints> checkpoints) {
    this.services = services;
    loops = queries.stream()
        .map(query -> new QueryLoop(services, query, checkpoints.apply(query.name())))
        .toList();
  }

  public void start() {
    loops.forEach(loop -> new Thread(loop, "query " + loop.name()).start());
  }

  /** Returns when what was counted is published. */
  public void stop() {
    loops.parallelStream().forEach(QueryLoop::stop);
    services.progress().close();
  }
}
