package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.report.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryHeaderTest {
  private final List<Problem> problems = new ArrayList<>();

  private QueryHeader parse(String sql) {
    return QueryHeader.parse("q.sql", sql, problems);
  }

  @Test
  void updateAsSoonAsThereIsDataUnlessSaidOtherwise() {
    assertEquals(new QueryHeader("update", null), parse("SELECT 1"));
    assertEquals(new QueryHeader("update", null), parse("-- a comment about courant\nSELECT 1"));
    assertEquals(new QueryHeader("update", null), parse("SELECT 1\n-- courant: output=append"));
    assertEquals(new QueryHeader("append", 1_000L), parse("-- courant: output=append trigger=1s\nSELECT 1"));
    assertEquals(new QueryHeader("complete", 250L), parse("-- courant: trigger=250ms  output=COMPLETE\nSELECT 1"));
    assertEquals(List.of(), problems);
  }

  @Test
  void namesEverySettingThatIsWrong() {
    parse("-- courant: output=apend trigger=10minuts colour=red\nSELECT 1");
    assertEquals(3, problems.size());
    assertEquals("\"output=apend\" is no setting of a query", problems.get(0).message());
    assertEquals(1, problems.get(0).line());
  }
}
