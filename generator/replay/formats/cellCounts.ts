/** How many cells of each column are numbers, and how many are none. */
import type { CellCounts } from '../../../chain/progress.ts';

/** Of one column, over all files. */
export class ColumnCount {
  numbers = 0;
  /** Cells that are neither numbers nor empty. */
  others = 0;
  example: string | undefined;

  /** @param value as it travels under `data` */
  add(value: unknown): void {
    if (typeof value === 'number') this.numbers += 1;
    else if (value !== '' && value !== null && value !== undefined) this.#other(value);
  }

  #other(value: unknown): void {
    this.others += 1;
    this.example ??= shortened(typeof value === 'string' ? value : JSON.stringify(value), 40);
  }
}

const mostColumns = 10_000;
const mostShown = 10;

export class CellCounter {
  readonly #columns = new Map<string, ColumnCount>();
  readonly #always: ReadonlySet<string>;

  /** @param always columns that are told of also where none of their cells is a number */
  constructor(always: Iterable<string>) {
    this.#always = new Set(always);
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
