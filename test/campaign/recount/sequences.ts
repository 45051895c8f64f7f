/**
 * A second opinion on the first hop, which shares no code with `verify/`: is every number that a generator reports as
 * acknowledged in the topic, once and in order?
 */
import { topicNames } from '../../../chain/names.ts';
import type { Kafka } from '../../../kafka/client.ts';
import type { ProgressSnapshot } from '../../../kafka/progress.ts';
import { ReadOn } from './readOn.ts';

type Span = readonly [first: number, last: number, ...more: number[]];

/** Numbers of one producer in one partition, as they came. */
interface Series {
  readonly spans: [number, number][];
  readonly again: number[];
  backwards: number;
}

export interface SequenceCount {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  /** Doubled, and announced by the generator as perhaps so. */
  readonly foretold: number;
  readonly outOfOrder: number;
}

export class Sequences {
  readonly #readings = new ReadOn(topicNames.readings);
  readonly #series = new Map<string, Series>();

  async read(kafka: Kafka): Promise<void> {
    await this.#readings.read(kafka, (record) => {
      const { producer, seq } = record.headers();
      if (producer === undefined || seq === undefined) return;
      this.#add(`${producer.toString()}/${record.partition}`, Number(seq.toString()));
    });
  }

  compare({ generators, truths }: ProgressSnapshot): SequenceCount {
    const sum = { acknowledged: 0, lost: 0, doubled: 0, foretold: 0, outOfOrder: 0 };
    for (const { producer, partition, acknowledged, possiblyDoubled } of generators) {
      const { spans, again, backwards } = this.#of(`${producer}/${partition}`);
      const withheld = truths
        .filter((truth) => truth.producer === producer)
        .flatMap(({ partitions }) => partitions[partition]?.withheld ?? []);
      const announced = again.filter((seq) => isIn(seq, possiblyDoubled)).length;
      sum.acknowledged += size(acknowledged);
      sum.lost += size(acknowledged) - overlap(acknowledged, [...spans, ...withheld]);
      sum.foretold += announced;
      sum.doubled += again.length - announced;
      sum.outOfOrder += backwards;
    }
    return sum;
  }

  #of(key: string): Series {
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const made: Series = { spans: [], again: [], backwards: 0 };
    this.#series.set(key, made);
    return made;
  }

  #add(key: string, seq: number): void {
    const series = this.#of(key);
    const last = series.spans.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else if (last === undefined || seq > last[1]) series.spans.push([seq, seq]);
    else if (isIn(seq, series.spans)) series.again.push(seq);
    else {
      series.spans.unshift([seq, seq]);
      series.backwards += 1;
    }
  }
}

function isIn(seq: number, spans: readonly Span[]): boolean {
  return spans.some(([first, last]) => first <= seq && seq <= last);
}

function size(spans: readonly Span[]): number {
  return spans.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** How many numbers of `wanted` are in `there`; neither overlaps itself. */
function overlap(wanted: readonly Span[], there: readonly Span[]): number {
  const sorted = there.toSorted((a, b) => a[0] - b[0]);
  let found = 0;
  for (const [first, last] of wanted) {
    for (const [from, to] of sorted) {
      if (from > last) break;
      found += Math.max(0, Math.min(last, to) - Math.max(first, from) + 1);
    }
  }
  return found;
}
