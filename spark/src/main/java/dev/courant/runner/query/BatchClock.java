package dev.courant.runner.query;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.CurrentBatchTimestamp;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestamp;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.Now;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.Function1;
import scala.Option;
import scala.runtime.AbstractPartialFunction;

/** What a query takes for the present: one instant a batch, the same when the batch is run or counted again. */
final class BatchClock {
  private BatchClock() {}

  /** Spark keeps that promise for {@code current_timestamp()}, but not for {@code now()}, which means the same. */
  static LogicalPlan steady(LogicalPlan plan) {
    return replaced(plan, expression -> expression instanceof Now ? new CurrentTimestamp() : expression);
  }

  /** The plan as a batch ran it that began at this instant. */
  static LogicalPlan at(LogicalPlan plan, Instant began) {
    long millis = began.toEpochMilli();
    return replaced(plan, expression -> {
      if (expression instanceof CurrentTimestamp) {
        return new CurrentBatchTimestamp(millis, DataTypes.TimestampType, Option.empty()).toLiteral();
      }
      if (expression instanceof LocalTimestamp local) {
        return new CurrentBatchTimestamp(millis, local.dataType(), local.timeZoneId()).toLiteral();
      }
      return expression instanceof CurrentDate date
          ? new CurrentBatchTimestamp(millis, date.dataType(), date.timeZoneId()).toLiteral()
          : expression;
    });
  }

  static boolean isRead(LogicalPlan plan) {
    // Any instant will do: what changes has read it.
    return !at(plan, Instant.EPOCH).fastEquals(plan);
  }

  private static LogicalPlan replaced(LogicalPlan plan, UnaryOperator<Expression> replace) {
    return (LogicalPlan) plan.transformAllExpressionsWithSubqueries(new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Expression expression) {
        return replace.apply(expression) != expression;
      }

      @Override
      @SuppressWarnings("unchecked")
      public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
        Expression replaced = replace.apply(expression);
        return replaced == expression ? otherwise.apply(expression) : (B) replaced;
      }
    });
  }
}
