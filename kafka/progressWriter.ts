/** Writing to the topic `courant.progress`. */
import { topicNames } from '../chain/names.ts';
import { progressKey } from '../chain/progress.ts';
import type { ProgressRecord } from '../chain/progress.ts';
import type { KafkaConnection } from './connection.ts';
import type { Fence, TopicPartitions } from './fence.ts';
import { openTopicWriter } from './writer.ts';

export interface ProgressWriter {
  /**
   * Writes the reports in their order and returns when the broker has them. Calls are carried out one after the other;
   * a later report of a key replaces an earlier one.
   * @throws CourantError COURANT_SEND_FAILED after 30 s without an acknowledgement; where the broker refuses the reports
   * at once, as COURANT_KAFKA_DENIED and COURANT_PRODUCER_FENCED
   */
  write(records: readonly ProgressRecord[]): Promise<void>;
  /** Waits for the writes under way. */
  close(): Promise<void>;
}

/** All reports of a writer lie in one partition, so that the newest of a key is the last. */
const partition = 0;

/** Where reports are written. */
export const reportPartitions: TopicPartitions = {
  topic: topicNames.progress,
  partitions: [partition],
};

/**
 * @param fence of the producer whose reports these are: none of an earlier process can replace them. Default: none
 * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED
 */
export async function openProgressWriter(
  connection: KafkaConnection,
  fence?: Pick<Fence, 'identity'>,
): Promise<ProgressWriter> {
  const identity = fence && (() => fence.identity(topicNames.progress, partition));
  const writer = await openTopicWriter(connection, topicNames.progress, identity);
  let last: Promise<void> = Promise.resolve();
  return {
    write: (records) => {
      const sends = sendsOf(records.map(messageOf));
      // What comes first must be there before what stands on it: a truth before the report of its readings.
      const written = last.then(async () => {
        for (const messages of sends) await writer.write(messages);
      });
      last = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await last;
      await writer.close();
    },
  };
}

function messageOf(record: ProgressRecord) {
  return { key: progressKey(record), value: JSON.stringify(record), partition };
}

/** A broker takes batches of 1 MiB by default (`max.message.bytes`). */
const mostBytesASend = 500_000;

/** The messages in their order, cut into sends that a broker takes. */
function sendsOf<M extends { readonly value: string }>(messages: readonly M[]): M[][] {
  const sends: M[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    bytes += message.value.length;
    if (bytes > mostBytesASend) {
      sends.push([]);
      bytes = message.value.length;
    }
    sends.at(-1)?.push(message);
  }
  return sends;
}
