/** From a target to an open Kafka, for whatever needs no more than that. */
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import type { Target } from '../target.ts';

/**
 * Runs `use` with an open Kafka and closes it. Where the chain does not run but its data is kept, the broker is started
 * for as long as `use` takes.
 * @throws CourantError COURANT_NOT_RUNNING, COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED
 */
export function withOpenKafka<T>(target: Target, use: (kafka: Kafka) => Promise<T>): Promise<T> {
  return target.withKafka(async (connection) => {
    const kafka = await openKafka(connection);
    try {
      return await use(kafka);
    } finally {
      await kafka.close();
    }
  });
}
