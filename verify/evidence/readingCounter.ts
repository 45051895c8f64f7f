/** Readings as they lie in the topic: each producer's sequence numbers, what came twice, what came too late. */
import type { RecordView } from '../../kafka/client.ts';
import { readingHeaders } from '../../chain/names.ts';
import { textIn } from '../../kafka/records.ts';
import { accountKey } from './accountKey.ts';
import { entryOf } from './entryOf.ts';
import { NumberSet } from './numberSet.ts';
import type { FaultFinder } from './faultFinder.ts';

/** One producer's records in one partition. Memory: about a bit a record at worst, next to nothing without gaps. */
export class SeenReadings {
  readonly producer: string;
  readonly partition: number;
  /** Records, doubled ones each time. */
  records = 0;
  readonly seqs = new NumberSet();
  /** Sequence numbers that came more than once. */
  readonly repeated = new NumberSet();
  /** Records of each sequence number beyond the second, so that a tripled one counts as two too many. */
  readonly repeats = new Map<number, number>();
  /** Came after a higher one. */
  readonly outOfOrder = new NumberSet();
  /** Looks for faults on purpose, where the producer reported any. */
  readonly faults: FaultFinder | undefined;
  #highest = -1;

  constructor(producer: string, partition: number, faults?: FaultFinder) {
    this.producer = producer;
    this.partition = partition;
    this.faults = faults;
  }

  /** @returns whether the number was not seen before */
  add(seq: number): boolean {
    this.records += 1;
    if (!this.seqs.add(seq)) {
      if (!this.repeated.add(seq)) this.repeats.set(seq, (this.repeats.get(seq) ?? 0) + 1);
      return false;
    }
    if (seq < this.#highest) this.outOfOrder.add(seq);
    else this.#highest = seq;
    return true;
  }
}

/** The one of a producer in a partition; `undefined` where it reported no faults. */
export type FaultFinderOf = (producer: string, partition: number) => FaultFinder | undefined;

/** Takes in the records of `readings`, partitions in any order, each partition in its own. */
export class ReadingCounter {
  /** Without both headers, or with a `seq` that is no number, or with a `producer` that is no text. */
  foreign = 0;
  records = 0;
  readonly #seen = new Map<string, SeenReadings>();
  readonly #latest = new Map<number, SeenReadings>();
  readonly #headers = new HeaderReader();
  readonly #faultsOf: FaultFinderOf | undefined;

  constructor(faultsOf?: FaultFinderOf) {
    this.#faultsOf = faultsOf;
  }

  add(record: RecordView): void {
    this.records += 1;
    const { seq, producerLength } = this.#headers.read(record);
    if (seq < 0 || producerLength < 0) {
      this.foreign += 1;
      return;
    }
    const seen = this.#seenOf(record.partition);
    if (seen === undefined) {
      this.foreign += 1;
      return;
    }
    const isNew = seen.add(seq);
    if (isNew) seen.faults?.add(record, seq);
  }

  get all(): IterableIterator<SeenReadings> {
    return this.#seen.values();
  }

  get(key: string): SeenReadings | undefined {
    return this.#seen.get(key);
  }

  /** Mostly the same producer as the record before: then no string is made. `undefined`: its name is no text. */
  #seenOf(partition: number): SeenReadings | undefined {
    const latest = this.#latest.get(partition);
    if (latest !== undefined && this.#headers.isProducer(latest.producer)) return latest;
    const producer = this.#headers.producer();
    if (producer === undefined) return undefined;
    const seen = entryOf(
      this.#seen,
      accountKey(producer, partition),
      () => new SeenReadings(producer, partition, this.#faultsOf?.(producer, partition)),
    );
    this.#latest.set(partition, seen);
    return seen;
  }
}

const producerName = Buffer.from(readingHeaders.producer);
const seqName = Buffer.from(readingHeaders.seq);
/** More digits could pass 2⁵³. */
const mostDigits = 15;

/** The two accounting headers of a record, read without making objects. */
class HeaderReader {
  seq = -1;
  producerLength = -1;
  #bytes: Buffer = seqName;
  #producerStart = 0;
  #names = new Map<string, Buffer>();

  read(record: RecordView): this {
    this.seq = -1;
    this.producerLength = -1;
    record.eachHeader(this.#see);
    return this;
  }

  producer(): string | undefined {
    const end = this.#producerStart + this.producerLength;
    return textIn(this.#bytes.subarray(this.#producerStart, end));
  }

  isProducer(name: string): boolean {
    let bytes = this.#names.get(name);
    if (bytes === undefined) this.#names.set(name, (bytes = Buffer.from(name)));
    return isSame(this.#bytes, this.#producerStart, this.producerLength, bytes);
  }

  readonly #see: Parameters<RecordView['eachHeader']>[0] = (bytes, name, value) => {
    this.#bytes = bytes;
    if (isSame(bytes, name.start, name.length, seqName)) {
      this.seq = decimal(bytes, value.start, value.length);
    } else if (isSame(bytes, name.start, name.length, producerName)) {
      this.#producerStart = value.start;
      this.producerLength = value.length;
    }
  };
}

function isSame(bytes: Buffer, start: number, length: number, expected: Buffer): boolean {
  if (length !== expected.length) return false;
  for (let i = 0; i < length; i++) if (bytes[start + i] !== expected[i]) return false;
  return true;
}

/** −1 when the bytes are no decimal number. */
function decimal(bytes: Buffer, start: number, length: number): number {
  if (length < 1 || length > mostDigits) return -1;
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const digit = (bytes[i] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
