package dev.courant.flink.columns;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * A field of an event as a column has it: of another type than the column's it is made that where its text says as much,
 * and is {@code null} where it does not, as in Spark's view.
 *
 * @param within of a row its fields
 */
public record FieldValue(String name, LogicalTypeRoot type, List<FieldValue> within) implements Serializable {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  public static FieldValue of(String name, LogicalType type) {
    List<FieldValue> within = type instanceof RowType row
        ? List.copyOf(row.getFields().stream().map(field -> of(field.getName(), field.getType())).toList())
        : List.of();
    return new FieldValue(name, type.getTypeRoot(), within);
  }

  /** @param object in which it lies; {@code null} for none */
  public Object in(JsonNode object) {
    JsonNode found = object == null ? null : object.get(name);
    if (found == null || found.isNull()) {
      return null;
    }
    return switch (type) {
      case ROW -> found.isObject() ? row(found) : null;
      case VARCHAR -> StringData.fromString(found.isTextual() ? found.textValue() : found.toString());
      case DOUBLE -> found.isNumber() ? (Object) found.doubleValue() : decimal(found, BigDecimal::doubleValue);
      case BIGINT -> found.canConvertToLong() && found.isIntegralNumber()
          ? (Object) found.longValue() : decimal(found, FieldValue::whole);
      case BOOLEAN -> found.isBoolean() ? (Object) found.booleanValue() : truth(found);
      default -> throw new IllegalStateException("no column is of type " + type);
    };
  }

  private GenericRowData row(JsonNode object) {
    return GenericRowData.of(within.stream().map(field -> field.in(object)).toArray());
  }

  private static <T> T decimal(JsonNode found, java.util.function.Function<BigDecimal, T> as) {
    if (found.isBoolean()) {
      return as.apply(found.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO);
    }
    try {
      return found.isValueNode() ? as.apply(new BigDecimal(found.asText().strip())) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Long whole(BigDecimal number) {
    BigInteger whole = number.toBigInteger();
    return whole.compareTo(LEAST) < 0 || whole.compareTo(MOST) > 0 ? null : Long.valueOf(whole.longValue());
  }

  private static Boolean truth(JsonNode found) {
    if (found.isNumber()) {
      return found.doubleValue() != 0;
    }
    return switch (found.asText().strip().toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> true;
      case "false", "f", "no", "n", "0" -> false;
      default -> null;
    };
  }
}
