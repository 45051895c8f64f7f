package dev.courant.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * A row as record: the column {@code key} becomes the record's key, the others its JSON value, as Spark's runner writes
 * them. A column that is null stays in the JSON, so that every row of a query has the same fields.
 *
 * @param key {@code null} where there is none
 */
record RowFormat(JsonValue key, List<JsonValue> values) implements Serializable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String KEY = "key";

  static RowFormat of(RowType type) {
    int key = IntStream.range(0, type.getFieldCount())
        .filter(i -> type.getFieldNames().get(i).equalsIgnoreCase(KEY))
        .findFirst()
        .orElse(-1);
    List<JsonValue> columns = IntStream.range(0, type.getFieldCount())
        .mapToObj(i -> JsonValue.of(type.getFieldNames().get(i), type.getTypeAt(i), i))
        .toList();
    return new RowFormat(key < 0 ? null : columns.get(key),
        IntStream.range(0, columns.size()).filter(i -> i != key).mapToObj(columns::get).toList());
  }

  /** @return {@code null} where it is null or there is none */
  byte[] key(RowData row) {
    Object value = key == null ? null : key.get(row);
    return value == null ? null : key.text(value).getBytes(UTF_8);
  }

  byte[] value(RowData row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (JsonValue value : values) {
        json.writeFieldName(value.name());
        value.write(value.get(row), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** 64 bits of both (FNV-1a). */
  static long hash(byte[] key, byte[] value) {
    return hash(value, hash(key, 0xcbf29ce484222325L));
  }

  private static long hash(byte[] bytes, long seed) {
    long hash = seed;
    for (int i = 0; bytes != null && i < bytes.length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return (hash ^ 0xff) * 0x100000001b3L;
  }
}
