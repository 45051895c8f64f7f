package dev.courant.flink.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.variant.Variant;

/** One value of a row as JSON, written as Spark's runner writes its own. */
final class JsonValue implements Serializable {
  /** Times are of UTC, which is the session's zone, and told in milliseconds. */
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private final String name;
  private final LogicalType type;
  private final RowData.FieldGetter getter;
  /** Of a row its fields, of an array its elements, of a map its keys and its values. */
  private final List<JsonValue> within;
  private final ArrayData.ElementGetter elements;
  private final ArrayData.ElementGetter mapped;

  private JsonValue(String name, LogicalType type, int place, List<JsonValue> within) {
    this.name = name;
    this.type = type;
    this.within = within;
    getter = RowData.createFieldGetter(type, place);
    elements = within.isEmpty() || type instanceof RowType ? null : ArrayData.createElementGetter(within.get(0).type);
    mapped = type instanceof MapType ? ArrayData.createElementGetter(within.get(1).type) : null;
  }

  private static JsonValue of(String name, LogicalType type) {
    return of(name, type, 0);
  }

  /** @param place of the column in its row */
  static JsonValue of(String name, LogicalType type, int place) {
    return new JsonValue(name, type, place, within(type));
  }

  private static List<JsonValue> within(LogicalType type) {
    if (type instanceof RowType row) {
      return IntStream.range(0, row.getFieldCount())
          .mapToObj(i -> of(row.getFieldNames().get(i), row.getTypeAt(i), i))
          .toList();
    }
    if (type instanceof ArrayType array) {
      return List.of(of("", array.getElementType()));
    }
    return type instanceof MapType map ? List.of(of("", map.getKeyType()), of("", map.getValueType())) : List.of();
  }

  String name() {
    return name;
  }

  Object get(RowData row) {
    return getter.getFieldOrNull(row);
  }

  /** As text alone, without quotes. */
  String text(Object value) {
    return switch (type.getTypeRoot()) {
      case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time((TimestampData) value);
      case DATE -> LocalDate.ofEpochDay((int) value).toString();
      default -> value.toString();
    };
  }

  private static String time(TimestampData time) {
    return TIME.format(time.toInstant().atOffset(ZoneOffset.UTC));
  }

  void write(Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (type.getTypeRoot()) {
      case BOOLEAN -> json.writeBoolean((boolean) value);
      case TINYINT, SMALLINT, INTEGER, BIGINT -> json.writeNumber(((Number) value).longValue());
      case FLOAT -> json.writeNumber((float) value);
      case DOUBLE -> json.writeNumber((double) value);
      case DECIMAL -> json.writeNumber(value.toString());
      case BINARY, VARBINARY -> json.writeBinary((byte[]) value);
      case VARIANT -> json.writeRawValue(((Variant) value).toJson());
      case ARRAY -> writeArray((ArrayData) value, json);
      case MAP -> writeMap((MapData) value, json);
      case ROW -> writeRow((RowData) value, json);
      default -> json.writeString(text(value));
    }
  }

  private void writeArray(ArrayData array, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < array.size(); i++) {
      within.get(0).write(elements.getElementOrNull(array, i), json);
    }
    json.writeEndArray();
  }

  private void writeMap(MapData map, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < map.size(); i++) {
      json.writeFieldName(within.get(0).text(elements.getElementOrNull(map.keyArray(), i)));
      within.get(1).write(mapped.getElementOrNull(map.valueArray(), i), json);
    }
    json.writeEndObject();
  }

  private void writeRow(RowData row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (JsonValue field : within) {
      json.writeFieldName(field.name);
      field.write(field.get(row), json);
    }
    json.writeEndObject();
  }
}
