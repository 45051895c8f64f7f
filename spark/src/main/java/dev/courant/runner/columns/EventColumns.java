package dev.courant.runner.columns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.reading.ReadingsView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Fields of events that are columns of the view {@code readings}, behind its own. */
public record EventColumns(StructType fields) implements Serializable {
  public static final EventColumns NONE = new EventColumns(new StructType());

  /** What stands for the type of a column that is the sensor under another name. */
  private static final String KEY = "key";
  private static final Metadata IS_KEY = new MetadataBuilder().putBoolean(KEY, true).build();
  private static final Map<String, DataType> TYPES = Map.of(
      "string", DataTypes.StringType,
      "double", DataTypes.DoubleType,
      "long", DataTypes.LongType,
      "boolean", DataTypes.BooleanType);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param json types by name, in order: {@code {"user":"key","amount":"double","shop":{"city":"string"}}}
   * @throws IllegalArgumentException that says what it is instead
   */
  public static EventColumns parse(String json) {
    try {
      return new EventColumns(struct(JSON.readTree(json)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static StructType struct(JsonNode types) {
    if (!types.isObject()) {
      throw new IllegalArgumentException("it is no JSON object of types by name");
    }
    List<StructField> fields = new ArrayList<>();
    types.fields().forEachRemaining(type -> fields.add(field(type.getKey(), type.getValue())));
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static StructField field(String name, JsonNode type) {
    if (type.isObject()) {
      return new StructField(name, struct(type), true, Metadata.empty());
    }
    boolean isKey = type.asText().equals(KEY);
    DataType known = isKey ? DataTypes.StringType : TYPES.get(type.asText());
    if (known == null) {
      throw new IllegalArgumentException(type + " is no type of a column");
    }
    return new StructField(name, known, true, isKey ? IS_KEY : Metadata.empty());
  }

  public static boolean isKey(StructField field) {
    return field.metadata().contains(KEY);
  }

  /** Those behind the view's own. */
  public static EventColumns in(StructType view) {
    return new EventColumns(new StructType(
        Arrays.stream(view.fields()).skip(ReadingsView.SCHEMA.length()).toArray(StructField[]::new)));
  }

  public EventColumns only(Set<String> names) {
    return new EventColumns(new StructType(
        Arrays.stream(fields.fields()).filter(field -> names.contains(field.name())).toArray(StructField[]::new)));
  }

  /** All columns of the view. */
  public StructType view() {
    StructType all = ReadingsView.SCHEMA;
    for (StructField field : fields.fields()) {
      all = all.add(field);
    }
    return all;
  }
}
