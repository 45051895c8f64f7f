/** Publishes the ledger to `courant.progress`: with the first acknowledgement, then about every second, and at the end. */
import type { CellCounts, GeneratorProgress, PositionProgress } from '../../chain/progress.ts';
import type { KafkaConnection } from '../../kafka/client.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import type { ProgressWriter } from '../../kafka/progressWriter.ts';
import type { Truth } from '../faults/truth.ts';
import type { PartitionLedger } from './ledger.ts';
import type { Clock } from '../pace/clock.ts';
import { RateMeter } from './rateMeter.ts';

export interface PublisherOptions {
  readonly connection: KafkaConnection;
  readonly producer: string;
  readonly site: string;
  readonly topic: string;
  /** Now; `null`: as the files say, or as fast as possible. */
  readonly askedPerSecond: () => number | null;
  readonly ledgers: readonly PartitionLedger[];
  /** What was found in the user's files so far; nothing of random sensors. */
  readonly source: {
    readonly badRows: number;
    readonly cells: readonly CellCounts[];
    readonly warnings: readonly string[];
  };
  readonly clock: Clock;
  /** What was injected on purpose; absent where no fault is asked for. */
  readonly truth?: Truth;
  /** Where the source of a named producer stands; absent for one without a name. */
  readonly position?: { record(): PositionProgress };
  /** A report could not be written; the next one replaces it. */
  readonly onFailure: (error: unknown) => void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #meters: readonly RateMeter[];
  #writer: Promise<ProgressWriter> | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#meters = options.ledgers.map(() => new RateMeter());
  }

  /** Connects ahead of the first report. */
  warmUp(): void {
    this.#open().catch(() => undefined);
  }

  /** Writes where everything stands now, unless a report is under way: the next one then says it all. */
  publish(): void {
    this.#writing ??= this.#write('running').finally(() => {
      this.#writing = undefined;
    });
  }

  /** A report before the first reading, once the broker has it: whoever is killed right after it can be found. */
  first(): Promise<void> {
    return this.#write('running');
  }

  /** The last report, within the patience. */
  async finish(patience: Promise<unknown>): Promise<void> {
    const written = Promise.resolve(this.#writing).then(() => this.#write('stopped'));
    await Promise.race([written, patience]);
    const closed = this.#writer?.then((writer) => writer.close());
    await Promise.race([closed?.catch(() => undefined), patience]);
  }

  /** The truth goes first, so that whoever sees a reading acknowledged sees what was done to it. */
  async #write(state: GeneratorProgress['state']): Promise<void> {
    const { truth, position, onFailure } = this.#options;
    try {
      const writer = await this.#open();
      const changed = truth?.changed();
      const positions = position === undefined ? [] : [position.record()];
      const records = [...(changed?.records ?? []), ...this.#reports(state), ...positions];
      await writer.write(records);
      changed?.written();
    } catch (error) {
      truth?.notWritten();
      onFailure(error);
    }
  }

  async #open(): Promise<ProgressWriter> {
    this.#writer ??= openProgressWriter(this.#options.connection);
    try {
      return await this.#writer;
    } catch (error) {
      this.#writer = undefined;
      throw error;
    }
  }

  /** One record a partition that was ever used; the first partition speaks for a producer that used none. */
  #reports(state: GeneratorProgress['state']): GeneratorProgress[] {
    const { producer, site, topic, askedPerSecond, ledgers, clock, source } = this.#options;
    const nowMs = clock.nowMs();
    const time = new Date().toISOString();
    const cells = [...source.cells];
    const reports = ledgers.map((ledger, index): GeneratorProgress => ({
      type: 'generator',
      producer,
      site,
      topic,
      state,
      ...ledger.ranges(),
      ratePerSecond: this.#meters[index]?.rate(ledger.acknowledgedCount, nowMs) ?? 0,
      askedPerSecond: askedPerSecond(),
      badRows: source.badRows,
      cells,
      warnings: [...source.warnings],
      time,
    }));
    const used = reports.filter((_, index) => (ledgers[index]?.nextSeq ?? 0) > 0);
    return used.length > 0 ? used : reports.slice(0, 1);
  }
}
