package dev.courant.runner.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.courant.runner.TestSpark;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A column that counts what reaches it, once, and that Spark neither leaves out nor moves as it does a condition. */
class PassedTest {
  private final ReadCounts counts = ReadCounts.of(TestSpark.SPARK, "passed");

  /** Of the numbers from 0 to 9, in two partitions. */
  private Dataset<Row> counted(String below) {
    org.apache.spark.sql.classic.Dataset<Row> numbers =
        (org.apache.spark.sql.classic.Dataset<Row>) TestSpark.SPARK.range(0, 10, 1, 2).toDF().where(below);
    Attribute windowEnd = numbers.queryExecution().analyzed().output().head();
    return numbers
        .withColumn("passed", ExpressionUtils.column(new Passed(counts, windowEnd)))
        .where(col("passed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CODEGEN_ONLY", "NO_CODEGEN"})
  void countsWhatConditionsBelowItLetThroughWhateverIsAbove(String codegen) {
    TestSpark.SPARK.conf().set("spark.sql.codegen.factoryMode", codegen);
    TestSpark.SPARK.conf().set("spark.sql.codegen.wholeStage", Boolean.toString(codegen.startsWith("CODE")));
    try {
      counts.close(Instant.EPOCH.plusNanos(2_000));
      assertEquals(3, counted("id < 7").where("id < 3").collectAsList().size());
      assertEquals(7, counts.value().passed());
      assertEquals(3, counts.value().late());
    } finally {
      TestSpark.SPARK.conf().unset("spark.sql.codegen.factoryMode");
      TestSpark.SPARK.conf().unset("spark.sql.codegen.wholeStage");
    }
  }

  @Test
  void whatATaskCountedThatFailedIsNotCounted() {
    Dataset<Row> failing = counted("id > 1").select(when(col("id").equalTo(4), raise_error(lit("no"))));
    assertThrows(Exception.class, () -> failing.collectAsList());
    // The task of the other partition may have come to its end, and is not asked for again by anybody.
    counts.reset();
    assertEquals(8, counted("id > 1").collectAsList().size());
    assertEquals(8, counts.value().passed());
  }
}
