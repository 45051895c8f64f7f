package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.report.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryHeaderTest {
  private final List<Problem> problems = new ArrayList<>();

  private QueryHeader parse(String sql) {
    return QueryHeader.parse("q.sql", new SqlText(sql), problems);
  }

  private List<String> messages(String sql) {
    problems.clear();
    parse(sql);
    return problems.stream().map(problem -> problem.message() + " @" + problem.place()).toList();
  }

  @Test
  void updateAsSoonAsThereIsDataUnlessSaidOtherwise() {
    assertEquals(new QueryHeader("update", null), parse("SELECT 1"));
    assertEquals(new QueryHeader("update", null), parse("-- a comment about courant\nSELECT 1"));
    assertEquals(new QueryHeader("append", 1_000L), parse("-- courant: output=append trigger=1s\nSELECT 1"));
    assertEquals(new QueryHeader("complete", 250L), parse("-- Courant: Trigger=250ms,  output = COMPLETE\r\nSELECT 1"));
    assertEquals(List.of(), problems);
  }

  @Test
  void itStandsAnywhereInTheCommentsAboveTheQuery() {
    QueryHeader both = new QueryHeader("append", 1_000L);
    assertEquals(both, parse("-- counts by sensor\n\n/* of /* all */ */\n  -- courant: output=append trigger=1s\nSELECT 1"));
    assertEquals(both, parse("-- courant: output=append\n-- and at most each second\n-- courant: trigger=1s\nSELECT 1"));
    assertEquals(new QueryHeader("update", null), parse("/*\n-- courant: output=append\n*/\nSELECT '-- courant: x'"));
    assertEquals(List.of(), problems);
  }

  @Test
  void whatWouldHaveNoEffectIsRefused() {
    String above = "settings of a query stand above it, each line behind \"--\"";
    assertEquals(List.of(above + " @:2:1"), messages("SELECT 1\n-- courant: output=append"));
    assertEquals(List.of(above + " @:1:1"), messages("/* courant: output=append */ SELECT 1"));
    assertEquals("write -- courant: output=append above the SELECT", problems.get(0).hint());
    assertEquals(List.of("\"output\" is set a second time @:2:1"),
        messages("-- courant: output=append\n-- courant: output=update\nSELECT 1"));
  }

  @Test
  void namesEverySettingThatIsWrong() {
    assertEquals(
        List.of("\"output=apend\" is no setting of a query @:2:1", "\"trigger=10minuts\" is no setting of a query @:2:1",
            "\"colour=red\" is no setting of a query @:2:1"),
        messages("-- why\n-- courant: output=apend trigger=10minuts colour=red\nSELECT 1"));
  }
}
