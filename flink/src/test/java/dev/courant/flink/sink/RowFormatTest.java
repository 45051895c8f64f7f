package dev.courant.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class RowFormatTest {
  private static RowFormat format(DataTypes.Field... fields) {
    return RowFormat.of((RowType) DataTypes.ROW(fields).getLogicalType());
  }

  @Test
  void theColumnKeyIsTheKeyAndTheOthersAreTheValue() {
    RowFormat format = format(DataTypes.FIELD("Key", DataTypes.STRING()), DataTypes.FIELD("at", DataTypes.TIMESTAMP(3)),
        DataTypes.FIELD("n", DataTypes.BIGINT()), DataTypes.FIELD("mean", DataTypes.DOUBLE()),
        DataTypes.FIELD("none", DataTypes.STRING()));
    GenericRowData row = GenericRowData.of(
        StringData.fromString("a"), TimestampData.fromEpochMillis(1_772_366_405_000L), 7L, 21.5, null);
    assertEquals("a", new String(format.key(row), UTF_8));
    assertEquals("{\"at\":\"2026-03-01T12:00:05.000Z\",\"n\":7,\"mean\":21.5,\"none\":null}",
        new String(format.value(row), UTF_8));
    row.setField(0, null);
    assertNull(format.key(row));
  }

  @Test
  void valuesWithinValuesAndNumbersThatAreNone() {
    RowFormat format = format(DataTypes.FIELD("list", DataTypes.ARRAY(DataTypes.INT())),
        DataTypes.FIELD("map", DataTypes.MAP(DataTypes.STRING(), DataTypes.BOOLEAN())),
        DataTypes.FIELD("row", DataTypes.ROW(DataTypes.FIELD("d", DataTypes.DECIMAL(5, 2)))),
        DataTypes.FIELD("x", DataTypes.DOUBLE()));
    GenericRowData row = GenericRowData.of(
        new GenericArrayData(new int[] {1, 2}), new GenericMapData(Map.of(StringData.fromString("k"), true)),
        GenericRowData.of(DecimalData.fromBigDecimal(new BigDecimal("1.50"), 5, 2)), Double.NaN);
    assertNull(format.key(row));
    assertEquals("{\"list\":[1,2],\"map\":{\"k\":true},\"row\":{\"d\":1.50},\"x\":\"NaN\"}",
        new String(format.value(row), UTF_8));
  }
}
