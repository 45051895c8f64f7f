package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.courant.runner.TestSpark;
import dev.courant.runner.report.Place;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a failure while a query runs, from the failures of real Spark. */
class SqlProblemTest {
  private static String failure(String expression) {
    String sql = "SELECT id,\n  " + expression + " AS x FROM VALUES (0, 'abc') AS t(id, word)";
    Exception thrown = assertThrows(Exception.class, () -> {
      for (Row row : TestSpark.SPARK.sql(sql).collectAsList()) {
        throw new AssertionError(row);
      }
    });
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "100 / id                              | division by zero      | use try_divide in the query: it gives NULL there",
    "CAST(word AS DOUBLE)                  | the value 'abc' of    | use try_cast in the query: it gives NULL there",
    "2147483647 + 1 + id                   |                       | use try_add in the query: it gives NULL there",
    "element_at(array(1), 2 + id)          |                       | use try_element_at in the query: it gives NULL there",
    "array(1)[3 + id]                      |                       | use get instead",
    "variant_get(parse_json('\"a\"'), '$', 'int') |                | use try_variant_get in the query: it gives NULL there",
  })
  void keepsWhatHelps(String expression, String begins, String hint) {
    String message = failure(expression);
    String sentence = SqlProblem.sentence(message);
    assertEquals(begins == null ? "" : begins, sentence.substring(0, begins == null ? 0 : begins.length()));
    assertEquals(Optional.of(hint), SqlProblem.function(message), message);
  }

  @Test
  void keepsTheLineAndTheColumn() {
    assertEquals(Optional.of(new Place(2, 3)), SqlProblem.placeIn(failure("100 / id")));
    assertEquals(Optional.empty(), SqlProblem.placeIn("the broker is away"));
  }
}
