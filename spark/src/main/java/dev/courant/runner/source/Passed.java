package dev.courant.runner.source;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
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
 * A value that is always true, and counts how often it is asked for. It is not deterministic, so that Spark neither
 * leaves it out nor moves a condition across it.
 */
public final class Passed extends Expression implements Serializable {
  private final ReadCounts counts;

  public Passed(ReadCounts counts) {
    this.counts = counts;
  }

  @Override
  public Object eval(InternalRow row) {
    counts.pass();
    return true;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String counter = context.addReferenceObj("passed", counts, ReadCounts.class.getName());
    return new ExprCode(
        new CodeBlock(list(counter + ".pass();\n"), list()), FalseLiteral$.MODULE$,
        new LiteralValue("true", boolean.class));
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
    return list();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> none) {
    return this;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return counts;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof Passed;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof Passed other && counts == other.counts;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(counts);
  }
}
