/**
 * A set of whole numbers from 0 to 2⁵³ that takes at most a bit a number where they lie dense: 50 million sequence
 * numbers without gaps cost a few kilobytes, as full pages share one marker. A number that lies alone, which anybody can
 * write into a header, costs about 150 bytes.
 */
import { append } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';

const pageBits = 15;
const pageSize = 2 ** pageBits;
const pageMask = pageSize - 1;
/** So many numbers of a page are a list; more are bits. */
const mostListed = 32;

/** Some numbers of a page, in the order in which they came. */
type List = number[];
interface Bits {
  readonly words: Uint32Array;
  count: number;
}
const full: Bits = { words: new Uint32Array(0), count: pageSize };
type Page = List | Bits;

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
    const isNew = isBits(page)
      ? this.#addBit(page, value & pageMask, index)
      : this.#addListed(page, value & pageMask, index);
    if (isNew) this.size += 1;
    return isNew;
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
      else if (isBits(page)) pageRanges(page, base, ranges);
      else {
        for (const bit of [...page].sort((a, b) => a - b)) append(ranges, [base + bit, base + bit]);
      }
    }
    return ranges;
  }

  #pageToWrite(index: number): Page {
    if (index === this.#lastIndex) return this.#lastPage;
    let page = this.#pages.get(index);
    if (page === undefined) this.#pages.set(index, (page = []));
    this.#lastIndex = index;
    this.#lastPage = page;
    return page;
  }

  #put(index: number, page: Page): void {
    this.#pages.set(index, page);
    this.#lastPage = page;
  }

  #addBit(page: Bits, bit: number, index: number): boolean {
    if (!setBit(page, bit)) return false;
    if (page.count === pageSize) this.#put(index, full);
    return true;
  }

  #addListed(page: List, bit: number, index: number): boolean {
    if (page.includes(bit)) return false;
    page.push(bit);
    if (page.length <= mostListed) return true;
    const bits = { words: new Uint32Array(pageSize / 32), count: 0 };
    for (const one of page) setBit(bits, one);
    this.#put(index, bits);
    return true;
  }
}

function isBits(page: Page): page is Bits {
  return 'words' in page;
}

function setBit(page: Bits, bit: number): boolean {
  const mask = 1 << (bit & 31);
  const word = page.words[bit >>> 5] as number;
  if (word & mask) return false;
  page.words[bit >>> 5] = word | mask;
  page.count += 1;
  return true;
}

function isIn(page: Page, bit: number): boolean {
  if (!isBits(page)) return page.includes(bit);
  return page === full || (((page.words[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
}

function pageRanges(page: Bits, base: number, ranges: Range[]): void {
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
