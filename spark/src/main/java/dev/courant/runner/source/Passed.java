package dev.courant.runner.source;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.catalyst.expressions.codegen.LiteralValue;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A value that is always true, and counts how often it is asked for, and of how many rows the window had closed. It is not deterministic, so that Spark neither
 * leaves it out nor moves a condition across it.
 */
public final class Passed extends Expression implements Serializable {
  private final ReadCounts counts;
  private final Expression windowEnd;

  /** @param windowEnd of each row, never {@code null} */
  public Passed(ReadCounts counts, Expression windowEnd) {
    this.counts = counts;
    this.windowEnd = windowEnd;
  }

  @Override
  public Object eval(InternalRow row) {
    counts.pass((Long) windowEnd.eval(row));
    return true;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String counter = context.addReferenceObj("passed", counts, ReadCounts.class.getName());
    ExprCode end = windowEnd.genCode(context);
    Block count = new CodeBlock(list(counter + ".pass(" + end.value() + ");\n"), list());
    return new ExprCode(end.code().$plus(count), FalseLiteral$.MODULE$, new LiteralValue("true", boolean.class));
  }

  @SafeVarargs
  private static <T> Seq<T> list(T... items) {
    return CollectionConverters.asScala(List.of(items)).toList();
  }

  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public DataType dataType() {
    return DataTypes.BooleanType;
  }

  @Override
  public Seq<Expression> children() {
    return list(windowEnd);
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> ends) {
    return new Passed(counts, ends.head());
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return n == 0 ? counts : windowEnd;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof Passed;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof Passed other && counts == other.counts && windowEnd.equals(other.windowEnd);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(counts);
  }
}
