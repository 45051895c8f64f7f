/** How many cells of each column are numbers, and how many are none. */
import type { CellCounts } from '../../../chain/progress.ts';

/** Of one column, over all files. */
export class ColumnCount {
  numbers = 0;
  /** Cells that are neither numbers nor empty. */
  others = 0;
  example: string | undefined;

  /** @param value as it travels under `data` @param times −1: it was counted and should not have been */
  add(value: unknown, times = 1): void {
    if (typeof value === 'number') this.numbers += times;
    else if (value !== '' && value !== null && value !== undefined) this.#other(value, times);
  }

  #other(value: unknown, times: number): void {
    this.others += times;
    this.example ??= shortened(typeof value === 'string' ? value : JSON.stringify(value), 40);
  }
}

const mostColumns = 10_000;
const mostPlaces = 1_000;
const mostShown = 10;

export class CellCounter {
  readonly #columns = new Map<string, ColumnCount>();
  readonly #places: { readonly name: string; readonly count: ColumnCount | undefined }[] = [];
  readonly #always: ReadonlySet<string>;

  /** @param always columns that are told of also where none of their cells is a number */
  constructor(always: Iterable<string>) {
    this.#always = new Set(always);
  }

  /** The same; objects of one file mostly have the same names in the same places. */
  columnAt(place: number, name: string): ColumnCount | undefined {
    const usual = this.#places[place];
    if (usual?.name === name) return usual.count;
    const count = this.column(name);
    if (place < mostPlaces) this.#places[place] = { name, count };
    return count;
  }

  /** @returns `undefined` where there are too many columns to count */
  column(name: string): ColumnCount | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined || this.#columns.size >= mostColumns) return known;
    const added = new ColumnCount();
    this.#columns.set(name, added);
    return added;
  }

  /** Columns that hold both, those with the most other cells first; a few of them. */
  counts(): CellCounts[] {
    return [...this.#columns]
      .filter(
        ([name, { numbers, others }]) => others > 0 && (numbers > 0 || this.#always.has(name)),
      )
      .sort(([, one], [, other]) => other.others - one.others)
      .slice(0, mostShown)
      .map(([name, { numbers, others, example }]) => {
        return { column: shortened(name, 60), numbers, others, example: example ?? null };
      });
  }
}

/** In characters, none of them cut in two. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
