package dev.courant.flink.source;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Partitions that were given to a reader, as they lie in a checkpoint. */
final class KnownSerializer implements SimpleVersionedSerializer<int[]> {
  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  public byte[] serialize(int[] partitions) {
    ByteBuffer bytes = ByteBuffer.allocate(partitions.length * Integer.BYTES);
    Arrays.stream(partitions).forEach(bytes::putInt);
    return bytes.array();
  }

  @Override
  public int[] deserialize(int version, byte[] serialized) {
    int[] partitions = new int[serialized.length / Integer.BYTES];
    ByteBuffer.wrap(serialized).asIntBuffer().get(partitions);
    return partitions;
  }
}
