package dev.courant.runner.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * One Kafka record to the fields of its reading, or {@code null} after it was written to the dead letters.
 * A Catalyst expression rather than a UDF, which would build and take apart a Row for each record. It is not
 * deterministic, so that Spark neither evaluates it twice nor moves a condition below it.
 */
final class ParseReading extends Expression implements CodegenFallback, Serializable {
  static final StructType SCHEMA =
      new StructType()
          .add("sensor", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("value", DataTypes.DoubleType)
          .add("unit", DataTypes.StringType)
          .add("event_time", DataTypes.TimestampType)
          .add("data", DataTypes.VariantType)
          .add("producer", DataTypes.StringType)
          .add("seq", DataTypes.LongType);

  private final Seq<Expression> children;
  private final DeadLetters deadLetters;
  private transient ReadingParser parser;
  private transient DeadLetters.Task task;

  /**
   * @param children value, timestamp, partition, offset and headers of the record
   * @param deadLetters {@code null} when records are only counted again
   */
  ParseReading(Seq<Expression> children, DeadLetters deadLetters) {
    this.children = children;
    this.deadLetters = deadLetters;
  }

  @Override
  public Object eval(InternalRow row) {
    byte[] value = (byte[]) children.apply(0).eval(row);
    long timestamp = (Long) children.apply(1).eval(row);
    ArrayData headers = (ArrayData) children.apply(4).eval(row);
    byte[] producer = header(headers, "producer");
    byte[] seq = header(headers, "seq");
    Reading reading = parser().parse(value, timestamp);
    if (reading.isValid()) {
      return fields(reading, producer, seq);
    }
    if (deadLetters != null) {
      int partition = (Integer) children.apply(2).eval(row);
      long offset = (Long) children.apply(3).eval(row);
      task().add(value, new DeadLetters.Origin(partition, offset, producer, seq), reading);
    }
    return null;
  }

  private ReadingParser parser() {
    if (parser == null) {
      parser = new ReadingParser();
    }
    return parser;
  }

  private DeadLetters.Task task() {
    if (task == null) {
      task = deadLetters.openTask();
    }
    return task;
  }

  private static InternalRow fields(Reading reading, byte[] producer, byte[] seq) {
    return new GenericInternalRow(new Object[] {
        UTF8String.fromString(reading.sensor),
        UTF8String.fromString(reading.kind),
        reading.value(),
        UTF8String.fromString(reading.unit),
        reading.eventMicros,
        reading.data == null ? null : new VariantVal(reading.data.getValue(), reading.data.getMetadata()),
        producer == null ? null : UTF8String.fromBytes(producer),
        seq == null ? null : number(seq)
    });
  }

  private static byte[] header(ArrayData headers, String name) {
    for (int i = 0; headers != null && i < headers.numElements(); i++) {
      InternalRow header = headers.getStruct(i, 2);
      if (header.getUTF8String(0).toString().equals(name)) {
        return header.isNullAt(1) ? null : header.getBinary(1);
      }
    }
    return null;
  }

  /** A header that is no number is the writer's affair: the reading itself is fine. */
  private static Long number(byte[] digits) {
    try {
      return Long.valueOf(new String(digits, UTF_8));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public DataType dataType() {
    return SCHEMA;
  }

  @Override
  public Seq<Expression> children() {
    return children;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new ParseReading(newChildren, deadLetters);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return n == 0 ? children : deadLetters;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof ParseReading;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof ParseReading other
        && children.equals(other.children)
        && Objects.equals(deadLetters, other.deadLetters);
  }

  @Override
  public int hashCode() {
    return children.hashCode();
  }
}
