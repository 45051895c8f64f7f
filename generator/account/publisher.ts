/** Publishes the ledger to `courant.progress`: with the first acknowledgement, then about every second, and at the end. */
import { toCourantError } from '../../chain/errors.ts';
import type {
  AccountProgress,
  CellCounts,
  GeneratorProgress,
  PositionProgress,
} from '../../chain/progress.ts';
import type { KafkaConnection } from '../../kafka/client.ts';
import type { Fence } from '../../kafka/fence.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import type { ProgressWriter } from '../../kafka/progressWriter.ts';
import type { Truth } from '../faults/truth.ts';
import type { PartitionLedger } from './ledger.ts';
import type { Clock } from '../pace/clock.ts';
import { RateMeter } from './rateMeter.ts';
import { tallied } from './tally.ts';

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
  /**
   * The report of a partition in which readings of an earlier run are still made again: until then nobody knows what was
   * done to those that the topic held beyond that run's own report. `undefined` where the ledger says what is.
   */
  readonly beforeAgain?: (partition: number) => GeneratorProgress | 'none' | undefined;
  /** Where the source of a named producer stands; absent for one without a name. */
  readonly position?: { record(): PositionProgress };
  /** Keeps off reports of other processes of the producer. */
  readonly fence?: Pick<Fence, 'identity'>;
  /** Another process writes the producer's reports now. */
  readonly onFenced: (seen: string) => void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #meters: readonly RateMeter[];
  /** Why the last report could not be written; the next one replaces it. */
  seen = 'no answer from the broker';
  #writer: Promise<ProgressWriter> | undefined;
  #hasWrittenLast = false;
  /** When the first report was begun that the broker does not have, and none after it. */
  #unwrittenSinceMs: number | undefined;
  #written = 0;
  #writing: Promise<void> | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#meters = options.ledgers.map(() => new RateMeter());
    this.#written = this.#settled();
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

  /** For how long no report has reached the broker though there was one, in ms; 0 while all is well. */
  get unwrittenMs(): number {
    const since = this.#unwrittenSinceMs;
    return since === undefined ? 0 : this.#options.clock.nowMs() - since;
  }

  /** Settled readings that no written report tells of. */
  get unpublished(): number {
    return this.#hasWrittenLast ? 0 : this.#settled() - this.#written;
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
    const { truth, position, ledgers, clock } = this.#options;
    this.#unwrittenSinceMs ??= clock.nowMs();
    try {
      const writer = await this.#open();
      const settled = this.#settled();
      const changed = truth?.changed();
      const positions = position === undefined ? [] : [position.record()];
      const parts = ledgers.map((ledger) =>
        this.#beforeAgain(ledger) === undefined ? ledger.unpublishedParts() : [],
      );
      const accounts = [...this.#parts(parts), ...this.#reports(state)];
      await writer.write([...(changed?.records ?? []), ...accounts, ...positions]);
      changed?.written();
      for (const [index, ledger] of ledgers.entries()) ledger.published(parts[index]?.length ?? 0);
      this.#wrote(settled, state);
    } catch (error) {
      truth?.notWritten();
      const { code, message, details } = toCourantError(error);
      this.seen = details[0] ?? message;
      if (code === 'COURANT_PRODUCER_FENCED') this.#options.onFenced(this.seen);
    }
  }

  #wrote(settled: number, state: GeneratorProgress['state']): void {
    this.#unwrittenSinceMs = undefined;
    this.#written = settled;
    this.#hasWrittenLast = state === 'stopped';
  }

  #settled(): number {
    const { acknowledged, failed, unknown } = tallied(this.#options.ledgers);
    return acknowledged + failed + unknown;
  }

  async #open(): Promise<ProgressWriter> {
    const { connection, fence } = this.#options;
    this.#writer ??= openProgressWriter(connection, fence);
    try {
      return await this.#writer;
    } catch (error) {
      this.#writer = undefined;
      throw error;
    }
  }

  /** Older parts of accounts, by ledger: before the reports that stand on them. */
  #parts(parts: readonly ReturnType<PartitionLedger['unpublishedParts']>[]): AccountProgress[] {
    const { producer, topic, ledgers } = this.#options;
    const time = new Date().toISOString();
    return ledgers.flatMap(({ partition }, index) =>
      (parts[index] ?? []).map((part) => ({
        type: 'account',
        ...{ producer, topic, partition, time },
        ...part,
      })),
    );
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
    return used.length > 0 ? used.flatMap((report) => this.#known(report)) : reports.slice(0, 1);
  }

  #known(report: GeneratorProgress): GeneratorProgress[] {
    const before = this.#beforeAgain(report);
    if (before === undefined) return [report];
    if (before === 'none') return [];
    const { state, askedPerSecond, ratePerSecond, time } = report;
    return [{ ...before, state, askedPerSecond, ratePerSecond, time }];
  }

  #beforeAgain({ partition }: { readonly partition: number }) {
    return this.#options.beforeAgain?.(partition);
  }
}
