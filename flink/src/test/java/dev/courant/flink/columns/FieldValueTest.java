package dev.courant.flink.columns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

class FieldValueTest {
  private static Object value(String type, String json) throws Exception {
    EventColumns columns = EventColumns.parse("{\"f\":" + type + "}");
    JsonNode object = json == null ? null : new ObjectMapper().readTree("{\"other\":0,\"f\":" + json + "}");
    return FieldValue.of("f", columns.fields().get(0).type().getLogicalType()).in(object);
  }

  @Test
  void hasTheTypeOfItsColumn() throws Exception {
    assertEquals(StringData.fromString("Zürich"), value("\"string\"", "\"Zürich\""));
    assertEquals(StringData.fromString("7"), value("\"string\"", "7"));
    assertEquals(3.0, value("\"double\"", "3"));
    assertEquals(3.25, value("\"double\"", "\"3.25\""));
    assertEquals(Long.MAX_VALUE, value("\"long\"", "9223372036854775807"));
    assertEquals(2L, value("\"long\"", "2.9"));
    assertEquals(true, value("\"boolean\"", "true"));
    assertEquals(GenericRowData.of(StringData.fromString("Rome"), 2L),
        value("{\"city\":\"string\",\"floor\":\"long\"}", "{\"floor\":2,\"city\":\"Rome\"}"));
  }

  @Test
  void isNullWhereItIsMissingOrSaysNothingOfTheKind() throws Exception {
    assertNull(value("\"double\"", null));
    assertNull(value("\"double\"", "null"));
    assertNull(value("\"double\"", "\"warm\""));
    assertNull(value("\"long\"", "9223372036854775808"));
    assertNull(value("\"boolean\"", "\"perhaps\""));
    assertNull(value("{\"city\":\"string\"}", "\"Rome\""));
  }

  @Test
  void refusesATypeThatItDoesNotKnow() {
    assertThrows(IllegalArgumentException.class, () -> EventColumns.parse("{\"f\":\"date\"}"));
    assertThrows(IllegalArgumentException.class, () -> EventColumns.parse("[]"));
  }
}
