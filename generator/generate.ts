/** `generate`: readings from the chain's source to Kafka, or to standard output. */
import type { ChainDefinition } from '../chain/chain.ts';
import type { KafkaConnection } from '../kafka/connection.ts';
import type { Figures, GenerateSummary, Happening, LogEvent } from './events.ts';
import { print } from './print.ts';
import { produce } from './produce.ts';

export type { Figures, GenerateSummary, LogEvent } from './events.ts';

export interface GenerateOptions {
  readonly chain: ChainDefinition;
  /** Absolute; relative files of a replay start here. */
  readonly folder: string;
  /** Needed unless `toStdout`. */
  readonly connection?: KafkaConnection;
  /** Part of the sensors' ids; two generators of different sites share no sensor. */
  readonly site: string;
  /** The producer goes by this name, and goes on where it ended. Default: a new name each start. */
  readonly name?: string;
  /** No other generator of this name runs, as whoever starts it knows: it does not wait for one to fall silent. */
  readonly isSole?: boolean;
  /** Ends after this many readings. */
  readonly count?: number;
  /** Ends after this long. */
  readonly durationMs?: number;
  /** Prints readings, one JSON object a line, instead of sending them. */
  readonly toStdout: boolean;
  /** Prints this many readings at once and ends. */
  readonly sample?: number;
}

export interface GenerateIo {
  log(event: LogEvent): void;
  stdout(line: string): void;
  /** Called when the first reading is about to be sent; `read` then tells at any time how far the run is. */
  onStart?(read: () => Figures): void;
  /** Stops taking readings, settles those under way, reports and ends. */
  readonly signal: AbortSignal;
}

/** The same for the parts of the generator: the time is added here once. */
export interface GeneratorIo extends Omit<GenerateIo, 'log'> {
  say(happening: Happening): void;
}

/**
 * Runs until the source ends, the count or the duration is reached, or the signal aborts.
 * @throws CourantError COURANT_TOPIC_UNKNOWN, COURANT_KAFKA_DENIED, COURANT_REPLAY_INVALID; COURANT_SEND_FAILED when
 * readings stayed without an answer or were never sent
 */
export async function generate(options: GenerateOptions, io: GenerateIo): Promise<GenerateSummary> {
  const own: GeneratorIo = {
    stdout: (line) => {
      io.stdout(line);
    },
    onStart: (read) => {
      io.onStart?.(read);
    },
    signal: io.signal,
    say: (happening) => {
      io.log({ time: new Date().toISOString(), ...happening });
    },
  };
  return options.toStdout ? print(options, own) : produce(options, own);
}
