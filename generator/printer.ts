/** Prints what it is given, a line a reading: as records or as objects. */
import { RecordView } from '../kafka/wire/recordView.ts';
import { OpenBatch } from './batch/openBatch.ts';
import type { ReadingSink, RecordSink } from './source/intake.ts';
import type { TimedReading } from './source/source.ts';

const capacity = 2 ** 18;

export class Printer implements RecordSink, ReadingSink {
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

  add({ reading }: TimedReading): void {
    this.#line(JSON.stringify(reading));
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
