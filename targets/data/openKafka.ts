/** An open Kafka for as long as something uses it. */
import { openKafka } from '../../kafka/client.ts';
import type { Kafka, KafkaConnection } from '../../kafka/client.ts';
import type { Target } from '../target.ts';

/**
 * Runs `use` with an open Kafka and closes it. Where the chain does not run but its data is kept, the broker is started
 * for as long as `use` takes.
 * @param signal ends what is asked of Kafka at once, also where it does not answer; then its reason is thrown
 * @throws CourantError COURANT_NOT_RUNNING, COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED
 */
export function withOpenKafka<T>(
  target: Target,
  use: (kafka: Kafka, connection: KafkaConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return target.withKafka((connection) =>
    whileOpen(connection, (kafka) => use(kafka, connection), signal),
  );
}

/** The same over a connection that is at hand. @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED */
export async function whileOpen<T>(
  connection: KafkaConnection,
  use: (kafka: Kafka) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const kafka = await openKafka(connection, signal);
  try {
    return await use(kafka);
  } finally {
    await kafka.close();
  }
}
