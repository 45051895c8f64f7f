package dev.courant.flink.query;

import dev.courant.flink.columns.EventColumns;
import dev.courant.flink.sink.RowTable;
import dev.courant.flink.source.ReadingTable;
import dev.courant.flink.source.ReadingsView;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentImpl;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.delegation.InternalPlan;
import org.apache.flink.table.operations.ModifyOperation;
import org.apache.flink.table.planner.plan.nodes.exec.ExecNodeContext;
import org.apache.flink.table.types.utils.DataTypeUtils;

/** Makes of a query's text what Flink runs: from its table of readings to its table of rows. */
public final class Planner {
  private static final String ROWS = "courant rows";
  private static final String QUERY = "courant query";
  /** Whether a window that is grouped by tells how it stands while it is open. */
  private static final String EARLY_ROWS = "table.exec.emit.early-fire.enabled";

  private final Function<String, Configuration> settings;
  private final long delayMs;
  private final EventColumns columns;
  private final Function<Configuration, StreamExecutionEnvironment> environments;

  /**
   * @param settings of the query of a name
   * @param delayMs by which the watermark stays behind where a query does not say its own
   * @param columns fields of events that are columns of the readings too
   */
  public Planner(Function<String, Configuration> settings, long delayMs, EventColumns columns) {
    this(settings, delayMs, columns, StreamExecutionEnvironment::new);
  }

  /** @param environments in which queries are planned, and run where that is asked for */
  public Planner(
      Function<String, Configuration> settings,
      long delayMs,
      EventColumns columns,
      Function<Configuration, StreamExecutionEnvironment> environments) {
    this.settings = settings;
    this.delayMs = delayMs;
    this.columns = columns;
    this.environments = environments;
  }

  /** @param graph to run; what it reads and writes must have been opened by then */
  public record Planned(Query query, StreamGraph graph, StreamExecutionEnvironment environment) {
    /** Where its environment is part of a Flink; returns when it was taken. */
    public void execute() throws Exception {
      environment.executeAsync(graph);
    }
  }

  /**
   * What the source and the sink of the query's name are must be known before, what they do only when it runs.
   * @throws RuntimeException with Flink's words where it is no query that can run
   */
  public synchronized Planned plan(QueryFile file) {
    Configuration own = settings.apply(file.name());
    try {
      return plan(file, own);
    } catch (RuntimeException e) {
      if (!isOfEarlyRows(e)) {
        throw e;
      }
      // A window table function tells a window once, and Flink refuses to be asked for more.
      own.setString(EARLY_ROWS, "false");
      return plan(file, own);
    }
  }

  private static boolean isOfEarlyRows(Throwable thrown) {
    return thrown != null && (String.valueOf(thrown.getMessage()).contains(EARLY_ROWS) || isOfEarlyRows(thrown.getCause()));
  }

  private Planned plan(QueryFile file, Configuration own) {
    StreamExecutionEnvironment environment = environments.apply(own);
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.createTemporaryTable(ReadingsView.NAME,
        TableDescriptor.forConnector(ReadingTable.CONNECTOR)
            .schema(ReadingsView.schema(columns))
            .option(ReadingTable.COLUMNS, columns.json())
            .option(ReadingTable.QUERY, file.name())
            .build());
    Table selected = tables.sqlQuery(file.statement());
    tables.createTemporaryView('`' + QUERY + '`', selected);
    tables.createTemporaryTable('`' + ROWS + '`',
        TableDescriptor.forConnector(RowTable.CONNECTOR)
            .schema(plain(selected.getResolvedSchema()))
            .option(RowTable.QUERY, file.name())
            .build());
    // Numbers of nodes name the state that they keep: the same query gets the same ones, whichever came before it.
    ExecNodeContext.resetIdCounter();
    org.apache.flink.table.delegation.Planner planner = ((TableEnvironmentImpl) tables).getPlanner();
    InternalPlan plan = planner.compilePlan(List.of((ModifyOperation) planner.getParser()
        .parse("INSERT INTO `" + ROWS + "` SELECT * FROM `" + QUERY + "`").get(0)));
    Query query = query(file, selected.getResolvedSchema().getColumnNames(), PlanTree.of(plan.asJsonString()));
    for (Transformation<?> transformation : planner.translatePlan(plan)) {
      environment.addOperator(transformation);
    }
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(file.name());
    return new Planned(query, graph, environment);
  }

  private Query query(QueryFile file, List<String> columns, PlanTree plan) {
    long delay = file.header().watermarkMs() == null ? delayMs : file.header().watermarkMs();
    return new Query(file, columns, new PlanShape(plan, columns, delay).classify(), Fingerprint.of(plan), delay,
        plan.isUpdating());
  }

  /** Without what only the query itself needs of its columns: which one is its clock. */
  private static Schema plain(ResolvedSchema schema) {
    return Schema.newBuilder()
        .fromRowDataType(DataTypeUtils.removeTimeAttribute(schema.toPhysicalRowDataType()))
        .build();
  }
}
