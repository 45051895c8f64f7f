package dev.courant.runner.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;

/** Blocks as the feed makes them, of records that no broker has. */
public final class TestBlocks {
  private TestBlocks() {}

  /** @param values of consecutive records from an offset on; {@code null} for one without a value */
  public static Block of(int partition, long offset, List<String> values, Instant timestamp) {
    BlockBuilder builder = new BlockBuilder(partition);
    builder.begin(offset, values.size());
    for (int i = 0; i < values.size(); i++) {
      builder.add(record(offset + i, values.get(i), timestamp));
    }
    return builder.build(offset + values.size());
  }

  private static RawRecord record(long offset, String value, Instant timestamp) {
    RawRecord record = new RawRecord();
    record.offset = offset;
    record.setMillis(timestamp.toEpochMilli());
    record.value.set(value == null ? null : value.getBytes(UTF_8));
    record.producer.set("p-1".getBytes(UTF_8));
    record.seq.set("41".getBytes(UTF_8));
    return record;
  }
}
