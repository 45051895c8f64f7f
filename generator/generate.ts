/** `generate`: readings from the chain's source to Kafka, or to standard output. */
import type { GenerateSummary } from './events.ts';
import type { GenerateIo, GenerateOptions, GeneratorIo } from './options.ts';
import { print } from './print.ts';
import { produce } from './produce.ts';

/**
 * Runs until the source ends, the count or the duration is reached, or the signal aborts.
 * @throws CourantError COURANT_TOPIC_UNKNOWN, COURANT_KAFKA_DENIED, COURANT_REPLAY_INVALID; COURANT_SEND_FAILED when
 * readings stayed without an answer or were never sent
 */
export async function generate(options: GenerateOptions, io: GenerateIo): Promise<GenerateSummary> {
  const timed: GeneratorIo = {
    ...io,
    log: (event) => {
      io.log({ time: new Date().toISOString(), ...event });
    },
  };
  return options.toStdout ? print(options, timed) : produce(options, timed);
}
