package dev.courant.runner.columns;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.spark.sql.catalyst.expressions.variant.VariantCastArgs;
import org.apache.spark.sql.catalyst.expressions.variant.VariantGet;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.Variant.ObjectField;
import org.apache.spark.types.variant.VariantUtil.Type;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * A field of events as a column: what {@code try_variant_get} gives of it, found when it is asked for and not before, so
 * that a column which no query reads costs nothing. Not thread-safe.
 */
public final class FieldColumn extends Column {
  private static final VariantCastArgs OR_NULL = new VariantCastArgs(false, Option.apply("UTC"), ZoneOffset.UTC);
  /** Spark looks among more by halves. */
  private static final int FEW = 32;

  private final String name;
  private final IntFunction<Variant> objects;
  private final ColumnVector[] fields;
  private int row = -1;
  private Object value;
  /** Which field of the object it was last: where all events have the same ones, it is that again. */
  private int place;

  /** @param objects in which it lies, by row; {@code null} for none */
  public FieldColumn(StructField field, IntFunction<Variant> objects) {
    super(field.dataType());
    name = field.name();
    this.objects = objects;
    fields = field.dataType() instanceof StructType struct
        ? Arrays.stream(struct.fields()).map(inner -> new FieldColumn(inner, this::object)).toArray(ColumnVector[]::new)
        : null;
  }

  /** Of a struct. */
  private Variant object(int row) {
    return (Variant) at(row);
  }

  /** Each row is asked for its null first, then for its value. */
  private Object at(int asked) {
    if (asked != row) {
      Variant found = find(objects.apply(asked));
      value = found == null ? null : cast(found);
      row = asked;
    }
    return value;
  }

  private Variant find(Variant object) {
    if (object == null) {
      return null;
    }
    int size = object.objectSize();
    if (size > FEW) {
      return object.getFieldByKey(name);
    }
    for (int tried = 0, at = place; tried < size; tried++, at++) {
      at = at < size ? at : 0;
      ObjectField field = object.getFieldAtIndex(at);
      if (field.key.equals(name)) {
        place = at;
        return field.value;
      }
    }
    return null;
  }

  private Object cast(Variant found) {
    Type is = found.getType();
    if (type instanceof StructType) {
      return is == Type.OBJECT ? found : null;
    }
    if (type instanceof DoubleType && is == Type.DECIMAL) {
      return found.getDecimal().doubleValue();
    }
    if (type instanceof DoubleType && is == Type.LONG) {
      return (double) found.getLong();
    }
    if (type instanceof StringType && is == Type.STRING) {
      return UTF8String.fromString(found.getString());
    }
    boolean isSame = type instanceof LongType && is == Type.LONG;
    return isSame ? (Object) found.getLong() : other(found, type);
  }

  /** What Spark makes of it; {@code null} for what does not fit. */
  private static Object other(Variant found, DataType type) {
    return VariantGet.cast(found, type, OR_NULL);
  }

  @Override
  public boolean isNullAt(int row) {
    return at(row) == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) at(row);
  }

  @Override
  public long getLong(int row) {
    return (Long) at(row);
  }

  @Override
  public double getDouble(int row) {
    return (Double) at(row);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return (UTF8String) at(row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return fields[ordinal];
  }
}
