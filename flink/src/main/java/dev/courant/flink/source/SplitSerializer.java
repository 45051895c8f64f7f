package dev.courant.flink.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A partition as it lies in a checkpoint. */
final class SplitSerializer implements SimpleVersionedSerializer<Split> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Split split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(split.partition());
      Reached reached = split.reached();
      out.writeBoolean(reached != null);
      if (reached != null) {
        out.writeLong(reached.start());
        out.writeLong(reached.position());
        out.writeLong(reached.rows());
        out.writeLong(reached.valid());
        out.writeLong(reached.passed());
        out.writeLong(reached.newestTimestamp());
        out.writeLong(reached.newestEvent());
        out.writeLong(reached.watermark());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public Split deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("a partition's state of version " + version + " is not known");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      int partition = in.readInt();
      return new Split(partition, in.readBoolean()
          ? new Reached(partition, in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
              in.readLong(), in.readLong(), in.readLong())
          : null);
    }
  }
}
