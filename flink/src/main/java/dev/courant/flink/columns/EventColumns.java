package dev.courant.flink.columns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/**
 * Fields of events that are columns of the table {@code readings}, behind its own.
 *
 * @param json as the runner was told of them
 */
public record EventColumns(String json, List<Field> fields) {
  public static final EventColumns NONE = new EventColumns("{}", List.of());

  /** What stands for the type of a column that is the sensor under another name. */
  private static final String KEY = "key";
  private static final Map<String, DataType> TYPES = Map.of(
      "string", DataTypes.STRING(),
      "double", DataTypes.DOUBLE(),
      "long", DataTypes.BIGINT(),
      "boolean", DataTypes.BOOLEAN());
  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param isKey whether it is the sensor under another name */
  public record Field(String name, DataType type, boolean isKey) {}

  /**
   * @param json types by name, in order: {@code {"user":"key","amount":"double","shop":{"city":"string"}}}
   * @throws IllegalArgumentException that says what it is instead
   */
  public static EventColumns parse(String json) {
    try {
      return new EventColumns(json, fields(JSON.readTree(json)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static List<Field> fields(JsonNode types) {
    if (!types.isObject()) {
      throw new IllegalArgumentException("it is no JSON object of types by name");
    }
    List<Field> fields = new ArrayList<>();
    types.fields().forEachRemaining(type ->
        fields.add(new Field(type.getKey(), type(type.getValue()), type.getValue().asText().equals(KEY))));
    return fields;
  }

  private static DataType type(JsonNode type) {
    if (type.isObject()) {
      return DataTypes.ROW(fields(type).stream()
          .map(field -> DataTypes.FIELD(field.name(), field.type()))
          .toArray(DataTypes.Field[]::new));
    }
    DataType known = type.asText().equals(KEY) ? DataTypes.STRING() : TYPES.get(type.asText());
    if (known == null) {
      throw new IllegalArgumentException(type + " is no type of a column");
    }
    return known;
  }
}
