package dev.courant.flink.source;

import dev.courant.flink.columns.EventColumns;
import dev.courant.flink.columns.FieldValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.types.DataType;

/** The table {@code readings} that queries select from: the columns of Spark's view, fields of events behind them. */
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

  /**
   * Where a column's values come from: a reading's own, or a field of {@code data}.
   *
   * @param column {@code null} where it is a field
   * @param field {@code null} where it is the reading's own
   */
  record Cell(Column column, FieldValue field) implements Serializable {}

  private ReadingsView() {}

  /** In the order of the table. */
  static List<Cell> cells(EventColumns events) {
    List<Cell> cells = new ArrayList<>();
    for (Column column : Column.values()) {
      cells.add(new Cell(column, null));
    }
    for (EventColumns.Field field : events.fields()) {
      cells.add(field.isKey()
          ? new Cell(Column.SENSOR, null)
          : new Cell(null, FieldValue.of(field.name(), field.type().getLogicalType())));
    }
    return cells;
  }

  public static Schema schema(EventColumns events) {
    Schema.Builder schema = Schema.newBuilder();
    for (Column column : Column.values()) {
      schema.column(column.name().toLowerCase(Locale.ROOT), column.type);
    }
    events.fields().forEach(field -> schema.column(field.name(), field.type()));
    return schema.watermark("event_time", "SOURCE_WATERMARK()").build();
  }
}
