package dev.courant.flink.source;

import dev.courant.flink.columns.EventColumns;
import dev.courant.flink.source.ReadingsView.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** Makes the table {@code readings} of one query. */
public final class ReadingTable implements DynamicTableSourceFactory {
  public static final String CONNECTOR = "courant-readings";
  /** Name under which {@link #open} was told what to read. */
  public static final ConfigOption<String> QUERY = ConfigOptions.key("query").stringType().noDefaultValue();

  /** Fields of events that are columns too, as the runner was told of them. */
  public static final ConfigOption<String> COLUMNS = ConfigOptions.key("columns").stringType().noDefaultValue();

  private static final Map<String, Input> OPENED = new ConcurrentHashMap<>();

  /** A table's options are text: what cannot be written as text waits here. */
  public static void open(Input input) {
    OPENED.put(input.deadLetters().query(), input);
  }

  @Override
  public String factoryIdentifier() {
    return CONNECTOR;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(QUERY, COLUMNS);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    Map<String, String> options = context.getCatalogTable().getOptions();
    List<Cell> cells = ReadingsView.cells(EventColumns.parse(options.get(COLUMNS.key())));
    return new Scan(OPENED.get(options.get(QUERY.key())), context.getPhysicalRowDataType(), cells);
  }

  private static final class Scan implements ScanTableSource, SupportsProjectionPushDown, SupportsSourceWatermark {
    private final Input input;
    private DataType rows;
    private List<Cell> cells;

    Scan(Input input, DataType rows, List<Cell> cells) {
      this.input = input;
      this.rows = rows;
      this.cells = cells;
    }

    @Override
    public ChangelogMode getChangelogMode() {
      return ChangelogMode.insertOnly();
    }

    @Override
    public boolean supportsNestedProjection() {
      return false;
    }

    @Override
    public void applyProjection(int[][] projected, DataType produced) {
      List<Cell> all = cells;
      cells = new ArrayList<>(Arrays.stream(projected).map(path -> all.get(path[0])).toList());
      rows = produced;
    }

    @Override
    public void applySourceWatermark() {
      // The reader emits it.
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
      ReadingSource source = new ReadingSource(input, cells);
      InternalTypeInfo<RowData> type = InternalTypeInfo.of(rows.getLogicalType());
      return new DataStreamScanProvider() {
        @Override
        public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
          return environment.fromSource(source, WatermarkStrategy.noWatermarks(), ReadingsView.NAME, type)
              .uid(ReadingsView.NAME);
        }

        @Override
        public boolean isBounded() {
          return false;
        }
      };
    }

    @Override
    public DynamicTableSource copy() {
      return new Scan(input, rows, cells);
    }

    @Override
    public String asSummaryString() {
      return ReadingsView.NAME;
    }
  }
}
