package dev.courant.flink.source;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.flink.source.ReadingsView.Cell;
import dev.courant.flink.source.ReadingsView.Column;
import dev.courant.runner.reading.Reading;
import dev.courant.runner.reading.ReadingParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record to a row of the view, with the columns that a query needs. */
final class RowMaker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cell[] cells;
  private final boolean needsText;
  private final boolean needsFields;
  private final ReadingParser<Data> parser = new ReadingParser<>(this::data);

  RowMaker(List<Cell> cells) {
    this.cells = cells.toArray(Cell[]::new);
    needsText = cells.stream().anyMatch(cell -> cell.column() == Column.DATA);
    needsFields = cells.stream().anyMatch(cell -> cell.field() != null);
  }

  /** Flink has no functions that look into its VARIANT; those for JSON take text. */
  private Data data(JsonParser json) throws IOException {
    if (!needsText && !needsFields) {
      json.skipChildren();
      return Data.UNASKED;
    }
    if (!needsFields) {
      return new Data(text(json), null);
    }
    JsonNode object = JSON.readTree(json);
    return new Data(needsText ? StringData.fromString(object.toString()) : null, object);
  }

  private static StringData text(JsonParser json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      copy.copyCurrentStructure(json);
    }
    return StringData.fromString(text.toString());
  }

  /** @return valid until the next call */
  Reading<Data> read(ConsumerRecord<byte[], byte[]> record) {
    return parser.parse(record.value(), record.timestamp() * 1_000);
  }

  /** Each row is an object of its own: operators may keep it. */
  GenericRowData row(Reading<Data> reading, ConsumerRecord<byte[], byte[]> record) {
    GenericRowData row = new GenericRowData(cells.length);
    for (int i = 0; i < cells.length; i++) {
      Data data = reading.data();
      row.setField(i, cells[i].field() == null
          ? value(cells[i].column(), reading, record)
          : cells[i].field().in(data == null ? null : data.object()));
    }
    return row;
  }

  private static Object value(Column column, Reading<Data> reading, ConsumerRecord<byte[], byte[]> record) {
    return switch (column) {
      case SENSOR -> StringData.fromString(reading.sensor());
      case KIND -> StringData.fromString(reading.kind());
      case VALUE -> reading.value();
      case UNIT -> StringData.fromString(reading.unit());
      case EVENT_TIME -> TimestampData.fromEpochMillis(Math.floorDiv(reading.eventMicros(), 1_000L));
      case DATA -> reading.data() == null ? null : reading.data().text();
      case PRODUCER -> text(lastHeader(record, "producer"));
      case SEQ -> number(lastHeader(record, "seq"));
      case PARTITION -> record.partition();
      case OFFSET -> record.offset();
      case TIMESTAMP -> TimestampData.fromEpochMillis(record.timestamp());
    };
  }

  private static StringData text(byte[] bytes) {
    return bytes == null ? null : StringData.fromBytes(bytes);
  }

  /** Of several with one name the last one counts. */
  static byte[] lastHeader(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  /** A header that is no number is the writer's affair: the reading itself is fine. */
  private static Long number(byte[] digits) {
    try {
      return digits == null ? null : Long.valueOf(new String(digits, StandardCharsets.UTF_8));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
