package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Headers of a query's output rows; all but the row's id are the same for a whole batch. */
final class RowHeaders {
  private final Header query;
  private final Header batch;
  private final Header fingerprint;

  RowHeaders(String query, long batch, String fingerprint) {
    this.query = header("query", query);
    this.batch = header("batch", Long.toString(batch));
    this.fingerprint = header("fingerprint", fingerprint);
  }

  List<Header> of(String row) {
    return List.of(query, batch, fingerprint, header("row", row));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
