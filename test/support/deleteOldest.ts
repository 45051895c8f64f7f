/** Deletion by hand, as retention does it. */
import { kafkaClient } from '../../kafka/client.ts';
import type { KafkaConnection } from '../../kafka/client.ts';

/**
 * Deletes the oldest records of each partition; its offsets go on from where they were. A broker that is killed before
 * it has written down where its logs begin has them again.
 * @param part of the records, 0 to 1
 * @returns first offset that is kept, by partition
 */
export async function deleteOldest(
  connection: KafkaConnection,
  topic: string,
  part = 1,
): Promise<Map<number, number>> {
  const admin = kafkaClient(connection).admin();
  await admin.connect();
  try {
    // First: kafkajs deletes only from topics that it has looked at.
    const bounds = await admin.fetchTopicOffsets(topic);
    const kept = bounds.map(({ partition, low, high }) => ({
      partition,
      offset: String(Number(low) + Math.floor((Number(high) - Number(low)) * part)),
    }));
    await admin.deleteTopicRecords({ topic, partitions: kept });
    return new Map(kept.map(({ partition, offset }) => [partition, Number(offset)]));
  } finally {
    await admin.disconnect();
  }
}
