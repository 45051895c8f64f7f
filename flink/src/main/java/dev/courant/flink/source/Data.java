package dev.courant.flink.source;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.table.data.StringData;

/**
 * The object {@code data} of a reading, as far as a query asks for it.
 *
 * @param text as JSON; {@code null} where nobody asks
 * @param object {@code null} where nobody asks for a field of it
 */
record Data(StringData text, JsonNode object) {
  static final Data UNASKED = new Data(null, null);
}
