package dev.courant.runner.feed;

import java.util.function.IntFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.unsafe.types.UTF8String;

/** A block's rows as Spark's columns, in the order of {@link dev.courant.runner.reading.ReadingsView#SCHEMA}. */
final class SparkColumns {
  private SparkColumns() {}

  static ColumnarBatch of(ReadingColumns all, int partition, int from, int to) {
    ColumnVector[] columns = {
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
    return new ColumnarBatch(columns, to - from);
  }

  /** What all of them have: a column of one type has none of the others. */
  private abstract static class Column extends ColumnVector {
    Column(DataType type) {
      super(type);
    }

    @Override
    public void close() {}

    @Override
    public boolean hasNull() {
      return true;
    }

    /** Nobody counts them: that there may be some is all that is asked. */
    @Override
    public int numNulls() {
      return 1;
    }

    @Override
    public boolean isNullAt(int row) {
      return false;
    }

    @Override
    public boolean getBoolean(int row) {
      throw other();
    }

    @Override
    public byte getByte(int row) {
      throw other();
    }

    @Override
    public short getShort(int row) {
      throw other();
    }

    @Override
    public int getInt(int row) {
      throw other();
    }

    @Override
    public long getLong(int row) {
      throw other();
    }

    @Override
    public float getFloat(int row) {
      throw other();
    }

    @Override
    public double getDouble(int row) {
      throw other();
    }

    @Override
    public ColumnarArray getArray(int row) {
      throw other();
    }

    @Override
    public ColumnarMap getMap(int row) {
      throw other();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
      throw other();
    }

    @Override
    public UTF8String getUTF8String(int row) {
      throw other();
    }

    @Override
    public byte[] getBinary(int row) {
      throw other();
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      throw other();
    }

    private UnsupportedOperationException other() {
      return new UnsupportedOperationException("the column is of type " + type);
    }
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
