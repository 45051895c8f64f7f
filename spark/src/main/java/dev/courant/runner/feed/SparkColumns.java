package dev.courant.runner.feed;

import dev.courant.runner.columns.Column;
import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.columns.FieldColumn;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.unsafe.types.UTF8String;

/** A block's rows as Spark's columns, in the order of {@link EventColumns#view()}. */
final class SparkColumns {
  private SparkColumns() {}

  /** @param own fields of events that are columns too */
  static ColumnarBatch of(ReadingColumns all, int partition, int from, int to, EventColumns own) {
    ColumnVector[] plain = {
        new Texts(all.sensor, from),
        new Texts(all.kind, from),
        new Doubles(all.value, all.noValue, from),
        new Texts(all.unit, from),
        new Longs(DataTypes.TimestampType, all.eventTime, null, from),
        new Variants(all.data, from),
        new Texts(all.producer, from),
        new Longs(DataTypes.LongType, all.seq, all.noSeq, from),
        new Same(partition),
        new Longs(DataTypes.LongType, all.offset, null, from),
        new Longs(DataTypes.TimestampType, all.timestamp, null, from)
    };
    StructField[] fields = own.fields().fields();
    ColumnVector[] columns = Arrays.copyOf(plain, plain.length + fields.length);
    for (int i = 0; i < fields.length; i++) {
      columns[plain.length + i] = EventColumns.isKey(fields[i])
          ? plain[0]
          : new FieldColumn(fields[i], row -> all.data == null ? null : all.data[from + row]);
    }
    return new ColumnarBatch(columns, to - from);
  }

  private static final class Texts extends Column {
    private final UTF8String[] texts;
    private final int from;

    Texts(UTF8String[] texts, int from) {
      super(DataTypes.StringType);
      this.texts = texts;
      this.from = from;
    }

    @Override
    public boolean isNullAt(int row) {
      return texts[from + row] == null;
    }

    @Override
    public UTF8String getUTF8String(int row) {
      return texts[from + row];
    }
  }

  private static final class Longs extends Column {
    private final long[] longs;
    private final boolean[] none;
    private final int from;

    Longs(DataType type, long[] longs, boolean[] none, int from) {
      super(type);
      this.longs = longs;
      this.none = none;
      this.from = from;
    }

    @Override
    public boolean isNullAt(int row) {
      return none != null && none[from + row];
    }

    @Override
    public long getLong(int row) {
      return longs[from + row];
    }
  }

  private static final class Doubles extends Column {
    private final double[] doubles;
    private final boolean[] none;
    private final int from;

    Doubles(double[] doubles, boolean[] none, int from) {
      super(DataTypes.DoubleType);
      this.doubles = doubles;
      this.none = none;
      this.from = from;
    }

    @Override
    public boolean isNullAt(int row) {
      return none != null && none[from + row];
    }

    @Override
    public double getDouble(int row) {
      return doubles[from + row];
    }
  }

  private static final class Same extends Column {
    private final int number;

    Same(int number) {
      super(DataTypes.IntegerType);
      this.number = number;
    }

    @Override
    public int getInt(int row) {
      return number;
    }
  }

  private static final class Variants extends Column {
    private final Variant[] variants;
    private final int from;

    Variants(Variant[] variants, int from) {
      super(DataTypes.VariantType);
      this.variants = variants;
      this.from = from;
    }

    @Override
    public boolean isNullAt(int row) {
      return variants == null || variants[from + row] == null;
    }

    /** Spark takes a variant for two columns of bytes: its value and its metadata. */
    @Override
    public ColumnVector getChild(int ordinal) {
      return new Bytes(row -> ordinal == 0 ? variants[from + row].getValue() : variants[from + row].getMetadata());
    }
  }

  private static final class Bytes extends Column {
    private final IntFunction<byte[]> bytes;

    Bytes(IntFunction<byte[]> bytes) {
      super(DataTypes.BinaryType);
      this.bytes = bytes;
    }

    @Override
    public byte[] getBinary(int row) {
      return bytes.apply(row);
    }
  }
}
