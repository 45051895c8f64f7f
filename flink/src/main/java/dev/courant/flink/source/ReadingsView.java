package dev.courant.flink.source;

import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.types.DataType;

/** The table {@code readings} that queries select from: the columns of Spark's view. */
public final class ReadingsView {
  public static final String NAME = "readings";

  /** In the order of the table. */
  enum Column {
    SENSOR(DataTypes.STRING()),
    KIND(DataTypes.STRING()),
    VALUE(DataTypes.DOUBLE()),
    UNIT(DataTypes.STRING()),
    EVENT_TIME(DataTypes.TIMESTAMP_LTZ(3)),
    /** As JSON. */
    DATA(DataTypes.STRING()),
    PRODUCER(DataTypes.STRING()),
    SEQ(DataTypes.BIGINT()),
    PARTITION(DataTypes.INT()),
    OFFSET(DataTypes.BIGINT()),
    TIMESTAMP(DataTypes.TIMESTAMP_LTZ(3));

    private final DataType type;

    Column(DataType type) {
      this.type = type;
    }
  }

  static final List<Column> COLUMNS = List.of(Column.values());

  private ReadingsView() {}

  public static Schema schema() {
    Schema.Builder schema = Schema.newBuilder();
    COLUMNS.forEach(column -> schema.column(column.name().toLowerCase(java.util.Locale.ROOT), column.type));
    return schema.watermark("event_time", "SOURCE_WATERMARK()").build();
  }
}
