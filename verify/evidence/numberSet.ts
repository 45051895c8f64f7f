/**
 * A set of whole numbers from 0 to 2⁵³ that takes at most a bit a number where they lie dense: 50 million sequence
 * numbers without gaps cost a few kilobytes, as full pages share one marker.
 */
import { append } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { entryOf } from './entryOf.ts';

const pageBits = 15;
const pageSize = 2 ** pageBits;
const pageMask = pageSize - 1;

interface Page {
  readonly words: Uint32Array;
  count: number;
}
const full: Page = { words: new Uint32Array(0), count: pageSize };

export class NumberSet {
  size = 0;
  readonly #pages = new Map<number, Page>();
  #lastIndex = -1;
  #lastPage: Page = full;

  /** True when the number was not in the set before. */
  add(value: number): boolean {
    const index = Math.floor(value / pageSize);
    const page = this.#pageToWrite(index);
    if (page === full) return false;
    const bit = value & pageMask;
    const mask = 1 << (bit & 31);
    const word = page.words[bit >>> 5] as number;
    if (word & mask) return false;
    page.words[bit >>> 5] = word | mask;
    this.size += 1;
    page.count += 1;
    if (page.count < pageSize) return true;
    this.#lastPage = full;
    this.#pages.set(index, full);
    return true;
  }

  has(value: number): boolean {
    const page = this.#pages.get(Math.floor(value / pageSize));
    return page !== undefined && isIn(page, value & pageMask);
  }

  /** All members, as normalized ranges. */
  ranges(): Range[] {
    const ranges: Range[] = [];
    const indexes = [...this.#pages.keys()].sort((a, b) => a - b);
    for (const index of indexes) {
      const page = this.#pages.get(index) as Page;
      const base = index * pageSize;
      if (page === full) append(ranges, [base, base + pageSize - 1]);
      else pageRanges(page, base, ranges);
    }
    return ranges;
  }

  #pageToWrite(index: number): Page {
    if (index === this.#lastIndex) return this.#lastPage;
    this.#lastIndex = index;
    this.#lastPage = entryOf(this.#pages, index, () => {
      return { words: new Uint32Array(pageSize / 32), count: 0 };
    });
    return this.#lastPage;
  }
}

function isIn(page: Page, bit: number): boolean {
  return page === full || (((page.words[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
}

function pageRanges(page: Page, base: number, ranges: Range[]): void {
  for (let bit = 0; bit < pageSize;) {
    if (!isIn(page, bit)) {
      bit += page.words[bit >>> 5] === 0 ? 32 - (bit & 31) : 1;
      continue;
    }
    let end = bit;
    while (end + 1 < pageSize && isIn(page, end + 1)) end += 1;
    append(ranges, [base + bit, base + end]);
    bit = end + 2;
  }
}
