/** The keys of events: which one a position draws, what it is called, its partition, and how a record begins with it. */
import { numberedValue } from '../../chain/chain.ts';
import type { ChoiceField, RecordsSource } from '../../chain/chain.ts';
import { partitionOf } from '../../kafka/partitioner.ts';
import { varint } from '../drawn/words.ts';
import { seedFrom } from '../random.ts';
import { choiceDraw, fieldSeed } from './draws.ts';
import type { IndexDraw } from './draws.ts';
import { NumberedWords } from './numberedWords.ts';
import { WordsTable } from './wordsTable.ts';

export interface KeysOptions {
  /** The source's own, 32 bits. */
  readonly seed: number;
  readonly partitions: number;
}

export class Keys {
  /** Of the source: the seeds of all fields follow from it. */
  readonly ownSeed: number;
  readonly draw: IndexDraw;
  /** Bytes of what a record begins with, at most. */
  readonly mostBytes: number;
  readonly #field: ChoiceField;
  readonly #partitions: number;
  /** By key, filled in when it is first drawn: a million keys must not delay the start. */
  readonly #partitionOf: Int32Array;
  readonly #seeds: Int32Array;
  readonly #heads: WordsTable | NumberedWords;
  /** By key or, where all are alike, of the first: where the length of the value goes. */
  readonly #lengthsAt: Uint16Array;

  /** @throws RangeError where the key is no choice, which the definition's rules refuse */
  constructor({ key, fields }: RecordsSource, { seed, partitions }: KeysOptions) {
    const field = fields[key];
    if (field?.type !== 'choice') throw new RangeError(`"${key}" is no choice`);
    this.ownSeed = seed;
    this.draw = choiceDraw(field, fieldSeed(seed, [key]));
    this.#field = field;
    this.#partitions = partitions;
    this.#partitionOf = new Int32Array(this.draw.size).fill(-1);
    this.#seeds = new Int32Array(this.draw.size);
    const { values, count = 1 } = field;
    const rows = values === undefined ? 1 : values.length;
    const heads = Array.from({ length: rows }, (_, index) => headOf(this.text(index)));
    this.#lengthsAt = Uint16Array.from(heads, ({ lengthAt }) => lengthAt);
    this.#heads =
      values === undefined
        ? new NumberedWords(heads[0]?.bytes ?? Buffer.alloc(0), heads[0]?.numbersEnd ?? [], count)
        : new WordsTable(heads.map(({ bytes }) => bytes));
    this.mostBytes = this.#heads.mostBytes;
  }

  at(position: number): number {
    return this.draw.at(position);
  }

  /** To be asked before the seed of a key. */
  partition(index: number): number {
    const partition = this.#partitionOf[index] ?? 0;
    return partition < 0 ? this.#make(index) : partition;
  }

  /** 32 bits. */
  seed(index: number): number {
    return this.#seeds[index] ?? 0;
  }

  text(index: number): string {
    const { values, count = 1, prefix = '' } = this.#field;
    return values === undefined ? numberedValue(prefix, index, count) : String(values[index]);
  }

  /** Writes key and value up to the time: `user-7…{"sensor":"user-7","event_time":"`. @returns where that goes */
  write(view: DataView, at: number, index: number): number {
    return this.#heads.copy(view, at, index);
  }

  /** Where the length of the value goes, from where the key was written. */
  lengthAt(index: number): number {
    return this.#lengthsAt[this.#lengthsAt.length === 1 ? 0 : index] ?? 0;
  }

  /** @returns its partition */
  #make(index: number): number {
    const text = this.text(index);
    const partition = partitionOf(Buffer.from(text), this.#partitions);
    this.#seeds[index] = seedFrom(this.ownSeed, text);
    this.#partitionOf[index] = partition;
    return partition;
  }
}

/** What a record of a key begins with, and the places in it; the length of the value is left open. */
function headOf(text: string) {
  const key = Buffer.from(text);
  const before = [varint(key.length), key];
  const lengthAt = before.reduce((sum, { length }) => sum + length, 0);
  const sensor = Buffer.from(`{"sensor":${JSON.stringify(text)}`);
  const bytes = Buffer.concat([...before, Buffer.alloc(2), sensor, Buffer.from(',"event_time":"')]);
  // Of a numbered key, where its digits end: in the key, and before the quote that ends it in the value.
  return { bytes, lengthAt, numbersEnd: [lengthAt, lengthAt + 2 + sensor.length - 1] };
}
