package dev.courant.flink.sink;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/** The output topic of one query as a table. */
public final class RowTable implements DynamicTableSinkFactory {
  public static final String CONNECTOR = "courant-rows";
  /** Name under which {@link #open} was told where to write. */
  public static final ConfigOption<String> QUERY = ConfigOptions.key("query").stringType().noDefaultValue();

  private static final Map<String, Output> OPENED = new ConcurrentHashMap<>();

  /** A table's options are text: what cannot be written as text waits here. */
  public static void open(Output output) {
    OPENED.put(output.spec().query(), output);
  }

  @Override
  public String factoryIdentifier() {
    return CONNECTOR;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(QUERY);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    String query = context.getCatalogTable().getOptions().get(QUERY.key());
    return new Topic(query, (RowType) context.getPhysicalRowDataType().getLogicalType());
  }

  /** Takes whatever a query makes: to Kafka an update is another row under the same key. */
  private record Topic(String query, RowType type) implements DynamicTableSink {
    /** What a row was before an update is in the topic already. */
    private static final ChangelogMode ALL_BUT_BEFORE = ChangelogMode.newBuilder()
        .addContainedKind(RowKind.INSERT)
        .addContainedKind(RowKind.UPDATE_AFTER)
        .addContainedKind(RowKind.DELETE)
        .build();

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
      return requested.containsOnly(RowKind.INSERT) ? requested : ALL_BUT_BEFORE;
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
      RowFormat format = RowFormat.of(type);
      return new DataStreamSinkProvider() {
        @Override
        public DataStreamSink<?> consumeDataStream(ProviderContext provider, DataStream<RowData> rows) {
          return rows.sinkTo(new RowSink(OPENED.get(query), format)).uid("rows").name("rows of " + query);
        }
      };
    }

    @Override
    public DynamicTableSink copy() {
      return this;
    }

    @Override
    public String asSummaryString() {
      return "rows of " + query;
    }
  }
}
