/** Two outputs, row by row: what both say alike, what differs, and what only one of them has. */
import type { FinalRow, FinalRows } from './finalRows.ts';
import { columnsOf, differingColumns } from './sameValue.ts';
import type { Columns } from './sameValue.ts';
import type { Comparison, Difference } from '../comparisonResult.ts';
import type { Settled } from './settled.ts';

/** Differences that are told one by one. */
const mostTold = 100;

export interface Side {
  readonly name: string;
  readonly final: FinalRows;
  /** Whether retention deleted rows of its output. */
  readonly isCut: boolean;
}

type Rows = Omit<Comparison, 'verdict' | 'rowsAre' | 'lateReadings' | 'notes' | 'reasons'>;

/** @returns also how many more rows the first output counts than the second, where both have a column `n` */
export function compareRows(first: Side, second: Side, { isFinal }: Settled): Rows & Surplus {
  const found = new Found();
  for (const [identity, row] of first.final.rows) {
    const other = second.final.rows.get(identity);
    if (!isFinal(row)) found.rows.open += 1;
    else if (other !== undefined) found.both(row, other);
    // What was deleted may have been there.
    else if (!second.isCut) found.onlyIn('first', row);
  }
  for (const [identity, row] of second.final.rows) {
    if (first.final.rows.has(identity)) continue;
    if (!isFinal(row)) found.rows.open += 1;
    else if (!first.isCut) found.onlyIn('second', row);
  }
  return found.result();
}

export interface Surplus {
  /** Σ n of the first − Σ n of the second over the rows that differ; `null` where a row has no whole number `n`. */
  readonly surplus: number | null;
}

class Found {
  readonly rows = { equal: 0, different: 0, onlyInFirst: 0, onlyInSecond: 0, open: 0 };
  readonly #differences: { readonly order: number; readonly difference: Difference }[] = [];
  readonly #columns = { first: new Set<string>(), second: new Set<string>() };
  #surplus: number | null = 0;

  both(first: FinalRow, second: FinalRow): void {
    if (first.value === second.value) {
      this.rows.equal += 1;
      return;
    }
    const [one, other] = [columnsOf(first.value), columnsOf(second.value)];
    if (one === undefined || other === undefined) {
      this.#differ(first, second, []);
      return;
    }
    addMissing(this.#columns.first, one, other);
    addMissing(this.#columns.second, other, one);
    const columns = differingColumns(one, other);
    if (columns.length === 0) this.rows.equal += 1;
    else this.#differ(first, second, columns);
  }

  onlyIn(side: 'first' | 'second', row: FinalRow): void {
    this.rows[side === 'first' ? 'onlyInFirst' : 'onlyInSecond'] += 1;
    const [first, second] = side === 'first' ? [row, undefined] : [undefined, row];
    this.#tell({ first, second, columns: [] });
  }

  #differ(first: FinalRow, second: FinalRow, columns: string[]): void {
    this.rows.different += 1;
    this.#tell({ first, second, columns });
  }

  #tell({ first, second, columns }: Told): void {
    this.#count(first, second);
    const row = first ?? second;
    if (row === undefined) return;
    const { key, window, reading } = row;
    this.#differences.push({
      order: window?.startMs ?? reading?.offset ?? 0,
      difference: {
        key,
        windowStart: window === undefined ? null : new Date(window.startMs).toISOString(),
        windowEnd: window === undefined ? null : new Date(window.endMs).toISOString(),
        reading: reading === undefined ? null : `${reading.partition}:${reading.offset}`,
        columns,
        first: first?.value ?? null,
        second: second?.value ?? null,
      },
    });
    if (this.#differences.length >= 2 * mostTold) this.#keepFirst();
  }

  #count(first: FinalRow | undefined, second: FinalRow | undefined): void {
    const [one, other] = [counted(first), counted(second)];
    const isKnown = this.#surplus !== null && one !== null && other !== null && one !== other;
    this.#surplus = isKnown ? (this.#surplus ?? 0) + one - other : null;
  }

  #keepFirst(): void {
    this.#differences.sort((one, other) => one.order - other.order).splice(mostTold);
  }

  result(): Rows & Surplus {
    this.#keepFirst();
    return {
      ...this.rows,
      columnsOfFirst: [...this.#columns.first].sort(),
      columnsOfSecond: [...this.#columns.second].sort(),
      differences: this.#differences.map(({ difference }) => difference),
      surplus: this.#surplus,
    };
  }
}

interface Told {
  readonly first: FinalRow | undefined;
  readonly second: FinalRow | undefined;
  readonly columns: string[];
}

function addMissing(missing: Set<string>, own: Columns, others: Columns): void {
  for (const name of own.keys()) if (!others.has(name)) missing.add(name);
}

/** Readings that a row stands for; a row that is not there stands for none. */
function counted(row: FinalRow | undefined): number | null {
  if (row === undefined) return 0;
  return countedIn(row.value);
}

/** The column `n` of a row; `null` where it has no whole number of that name. */
export function countedIn(value: string): number | null {
  const n = columnsOf(value)?.get('n');
  return Number.isSafeInteger(n) ? (n as number) : null;
}
