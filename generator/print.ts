/** Readings on standard output: no Kafka. */
import { RecordView } from '../kafka/wire/recordView.ts';
import { OpenBatch } from './batch/openBatch.ts';
import type { GenerateSummary } from './events.ts';
import { runLoop } from './loop.ts';
import { lookAtSource } from './openSource.ts';
import type { OpenSource } from './openSource.ts';
import type { GenerateOptions, GeneratorIo } from './options.ts';
import { systemClock as clock } from './pace/clock.ts';
import { Pacer } from './pace/pacer.ts';
import { Pace, perSecond } from './pace/rates.ts';
import type { RecordSink } from './source/intake.ts';

export async function print(options: GenerateOptions, io: GeneratorIo): Promise<GenerateSummary> {
  const usable = await lookAtSource(options, io.log);
  const source = await usable.open({ producer: '', partitions: 1, startMs: Date.now() });
  const startMs = clock.nowMs();
  const pace = new Pace(options.chain.generator);
  const { askedPerSecond } = pace;
  try {
    const printed = await printAll(options, io, { source, pace });
    const durationMs = Math.round(clock.nowMs() - startMs);
    const summary: GenerateSummary = {
      acknowledged: printed,
      failed: 0,
      unsent: 0,
      oversized: 0,
      unknown: 0,
      badRows: source.badRows,
      cells: source.cells,
      askedPerSecond,
      achievedPerSecond: perSecond(printed, durationMs),
      durationMs,
    };
    // A sample speaks for itself, except for what was left out of it.
    if (options.sample === undefined || source.badRows > 0 || source.cells.length > 0) {
      io.log({ level: 'info', event: 'stopped', ...summary });
    }
    return summary;
  } finally {
    await source.close();
  }
}

function printAll(
  { sample, count = Number.POSITIVE_INFINITY, durationMs }: GenerateOptions,
  { stdout, signal }: GeneratorIo,
  { source: { intake }, pace }: { readonly source: OpenSource; readonly pace: Pace },
): Promise<number> {
  // A sample waits for nothing.
  const pacer =
    sample === undefined
      ? pace.begin({ clock, endMs: durationMs })
      : new Pacer({ clock, load: undefined, isAtOnce: true });
  return runLoop({ intake, sink: new Printer(stdout), pacer, count: sample ?? count, signal });
}

const capacity = 2 ** 18;

/** Prints the values of records, a line each. */
class Printer implements RecordSink {
  /** One, so that lines come in the order of their readings. */
  readonly partitions = 1;
  readonly hasRoom = true;
  readonly #line: (text: string) => void;
  readonly #view = new RecordView('', 0);
  #batch = new OpenBatch(capacity);
  #nextSeq = 0;

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  open(_partition: number, bytes: number): OpenBatch {
    if (!this.#batch.fits(bytes)) this.#empty(bytes);
    this.#batch.stamp(Date.now());
    return this.#batch;
  }

  giveSeq(): number {
    return this.#nextSeq++;
  }

  room(): Promise<void> {
    return Promise.resolve();
  }

  flush(): void {
    this.#empty(0);
  }

  /** Prints all records, and makes room for one of so many bytes. */
  #empty(bytes: number): void {
    const { bytes: records, at: end, baseMs } = this.#batch;
    for (let at = 0; at < end;) {
      at = this.#view.place(records, at, { offset: 0, timestampMs: baseMs });
      this.#line(this.#view.value?.toString() ?? '');
    }
    this.#batch.clear();
    if (!this.#batch.fits(bytes)) this.#batch = new OpenBatch(Math.max(bytes, capacity));
  }
}
