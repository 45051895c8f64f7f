/** In which format a column is written, decided from its cells. */
import { MarkedNumbers } from './markedNumbers.ts';
import { formats, isNumeric, plain, wholeOnly } from './numberFormat.ts';
import type { DecimalSign, NumberFormat } from './numberFormat.ts';

/** How many cells exactly these formats read, and one of them. */
interface Seen {
  count: number;
  readonly example: string;
}

export interface Decision {
  /** By which the column is read. */
  readonly format: NumberFormat;
  /** What does not read as `format`, though it looks like a number. */
  readonly misfit?: string;
  /** A cell that is another number with another decimal sign: it stays text. */
  readonly ambiguous?: string;
  /** A cell that shows why the format is not plain. */
  readonly example?: string;
}

/** Of the first two formats, which set no thousands apart. */
const plainBit = 1;
const commaBit = 2;
const comma = formatsOf(commaBit)[0] ?? plain;
const every = 2 ** formats.length - 1;

function formatsOf(mask: number): NumberFormat[] {
  return formats.filter((_, k) => (mask >> k) & 1);
}

/** Most cells that are no number show it by their last character. */
function endsInDigit(cell: string): boolean {
  const last = cell.charCodeAt(cell.length - 1);
  return last >= 48 && last <= 57;
}

const withPoint = formats.reduce((mask, { decimal }, k) => {
  return decimal === '.' ? mask | (1 << k) : mask;
}, 0);

/**
 * Digits alone are read by all; what is usual is found without asking each.
 * @returns `undefined` where the cell is no number, however written
 */
function maskOf(cell: string): number | undefined {
  if (/^[1-9]\d{0,14}$/.test(cell)) return every;
  if (cell.length < 15 && /^-?(?:0|[1-9]\d*)\.(?:\d\d?|\d{4,})$/.test(cell)) return withPoint;
  if (!isNumeric(cell)) return undefined;
  return formats.reduce((mask, format, k) => {
    return format.value(cell) === undefined ? mask : mask | (1 << k);
  }, 0);
}

/** Of one column, over any number of files. */
export class NumberEvidence {
  /** By the formats that read a cell, a bit each. */
  readonly #seen = new Map<number, Seen>();
  /** Cells of digits and signs that no format reads: dates, addresses, lists. */
  #strange = 0;
  readonly #marked = new MarkedNumbers();

  /** @param cell trimmed */
  add(cell: string): void {
    const mask = endsInDigit(cell) ? maskOf(cell) : undefined;
    if (mask === undefined) this.#marked.add(cell);
    else if (mask === 0) this.#strange += 1;
    else this.#count(mask, 1, cell);
  }

  /** True where nothing speaks against plain numbers. */
  get isPlain(): boolean {
    return [...this.#seen.keys()].every((mask) => (mask & plainBit) !== 0);
  }

  join(other: NumberEvidence): void {
    this.#strange += other.#strange;
    this.#marked.join(other.#marked);
    for (const [mask, { count, example }] of other.#seen) this.#count(mask, count, example);
  }

  /** True where a cell is a number in one format or another, but not in one that all of them have in common. */
  get isContradictory(): boolean {
    return this.#common() === 0;
  }

  /** A number with something beside it, where most of the cells that are no numbers are such. */
  get marked(): string | undefined {
    return this.#marked.example;
  }

  /** The decimal sign that the column has for sure; `undefined`: it may have any, or has several. */
  get decimal(): DecimalSign | undefined {
    const signs = new Set(formatsOf(this.#common()).map(({ decimal }) => decimal));
    return signs.size === 1 && !this.#isStrange ? [...signs][0] : undefined;
  }

  /** @param usual the decimal sign of the other columns; `undefined`: they show none */
  decide(usual?: DecimalSign): Decision {
    const common = this.#common();
    if (common === 0 || this.#isStrange) return this.#majority();
    const fitting = formatsOf(common);
    const [first = plain] = fitting;
    const differing = this.#differing(fitting);
    // Whole numbers so far, or nothing: what comes later is written like the rest of the file.
    if (differing === undefined && first === plain && usual === ',' && fitting.includes(comma)) {
      return { format: comma };
    }
    if (differing === undefined) return this.#sure(first);
    // A point stands before a fraction, unless the file has decimal commas elsewhere.
    if (first === plain) {
      return usual === ',' ? { format: wholeOnly, ambiguous: differing } : { format: plain };
    }
    const ofUsual = fitting.find(({ decimal }) => decimal === usual);
    if (ofUsual === undefined) return { format: plain, ambiguous: differing };
    return { format: ofUsual, example: differing };
  }

  /** Lists like `1,2,3` show that `1,2` is none with a decimal comma. */
  get #isStrange(): boolean {
    const others = [...this.#seen].filter(([mask]) => (mask & plainBit) === 0);
    return this.#strange * 10 > others.reduce((sum, [, { count }]) => sum + count, 0);
  }

  #common(): number {
    return [...this.#seen.keys()].reduce((common, mask) => common & mask, every);
  }

  /** Digits set apart and nothing else may also be a code, or a list. */
  #sure(format: NumberFormat): Decision {
    if (format === plain) return { format };
    const example = this.#exampleWithout(plainBit);
    const isGrouped = [...this.#seen.values()].every(
      ({ example: cell }) => /\d[ '’\u00a0\u202f]\d/.test(cell) && !/[.,]/.test(cell),
    );
    return isGrouped ? { format: plain, ambiguous: example } : { format, example };
  }

  /** A cell that two of the formats read as different numbers. */
  #differing(of: readonly NumberFormat[]): string | undefined {
    const examples = [...this.#seen.values()].map(({ example }) => example);
    return examples.find((cell) => new Set(of.map((format) => format.value(cell))).size > 1);
  }

  /** Cells contradict each other: what most have, without anything between thousands, which may be the other sign. */
  #majority(): Decision {
    const best =
      !this.#isStrange && this.#readBy(commaBit) > this.#readBy(plainBit) ? comma : plain;
    const bit = best === plain ? plainBit : commaBit;
    const misfit = this.#exampleWithout(bit);
    return best === plain
      ? { format: best, misfit }
      : { format: best, misfit, example: this.#exampleWithout(plainBit) };
  }

  #readBy(bit: number): number {
    return [...this.#seen].reduce((sum, [mask, { count }]) => sum + (mask & bit ? count : 0), 0);
  }

  #exampleWithout(bit: number): string | undefined {
    return [...this.#seen].find(([mask]) => (mask & bit) === 0)?.[1].example;
  }

  #count(mask: number, count: number, example: string): void {
    const seen = this.#seen.get(mask);
    if (seen === undefined) this.#seen.set(mask, { count, example });
    else seen.count += count;
  }
}
