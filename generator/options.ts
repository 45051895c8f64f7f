/** Options of a generator, and what it needs of whoever starts it. */
import type { ChainDefinition } from '../chain/chain.ts';
import type { KafkaConnection } from '../kafka/connection.ts';
import type { Figures, GeneratorEvent, LogEvent } from './events.ts';

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

/** The same for the parts of the generator: the time is added once, where they are started. */
export interface GeneratorIo extends Omit<GenerateIo, 'log'> {
  log(event: GeneratorEvent): void;
}
