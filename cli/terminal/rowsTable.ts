/** A table of a topic's rows that fits the terminal. */
import { topicNames } from '../../chain/names.ts';
import { JsonText } from '../../chain/words/jsonText.ts';
import type { TopicRow } from '../../targets/data/topicRows.ts';
import { cut, dim, widthOf } from './text.ts';
import type { Text } from './text.ts';

const widestCell = 60;
const narrowestCell = 6;
const gap = 2;

type Cells = ReadonlyMap<string, string>;

/** A table that goes on: its columns keep their widths, and its head is printed again when the columns change. */
export class RowsTable {
  readonly #width: number;
  #columns = new Map<string, number>();

  /** @param width columns of the terminal */
  constructor(width: number) {
    this.#width = width;
  }

  /** The rows, under a head where they need one. */
  lines(rows: readonly TopicRow[]): Text[] {
    if (rows.length === 0) return [];
    const cells = rows.map(cellsOf);
    const isNew = this.#adapt(cells);
    const head = this.#line((title) => dim(title));
    const body = cells.map((row) => this.#line((title) => row.get(title) ?? ''));
    return isNew ? [head, ...body] : body;
  }

  /** @returns true when the columns are others than before */
  #adapt(rows: readonly Cells[]): boolean {
    const titles = new Set([...this.#columns.keys(), ...rows.flatMap((row) => [...row.keys()])]);
    if (titles.size === this.#columns.size) return false;
    const wanted = [...titles].map((title): [string, number] => {
      const widths = rows.map((row) => widthOf(row.get(title) ?? ''));
      return [title, Math.min(widestCell, Math.max(widthOf(title), ...widths))];
    });
    const fitting = fit(wanted, this.#width);
    const isNew = [...fitting.keys()].join('\n') !== [...this.#columns.keys()].join('\n');
    this.#columns = fitting;
    return isNew;
  }

  #line(cellOf: (title: string) => Text): Text {
    const last = this.#columns.size - 1;
    return [...this.#columns].flatMap(([title, width], index) => {
      const cell = cut(cellOf(title), width);
      return index === last ? [cell] : [cell, ' '.repeat(width - widthOf(cell) + gap)];
    });
  }
}

/** Columns from the left, each as wide as it likes while there is room. */
function fit(wanted: readonly (readonly [string, number])[], width: number): Map<string, number> {
  const columns = new Map<string, number>();
  let room = width;
  for (const [title, want] of wanted) {
    if (room < narrowestCell) break;
    columns.set(title, Math.min(want, room));
    room -= want + gap;
  }
  return columns;
}

/** The key, then the value's fields in order of appearance; what is not JSON is one column. */
function cellsOf(row: TopicRow): Cells {
  if (row.topic === topicNames.deadLetters) return deadLetterCells(row);
  const cells = new Map([['key', row.key ?? '–']]);
  const fields = row.value instanceof JsonText ? row.value.fields() : undefined;
  if (fields === undefined) return cells.set('value', textOf(row.value));
  for (const [name, value] of fields) {
    cells.set(name === 'key' ? 'value.key' : name, textOf(value));
  }
  return cells;
}

function deadLetterCells({ headers, value }: TopicRow): Cells {
  const { query, reason, detail, topic, partition, offset } = headers;
  return new Map([
    ['query', query ?? ''],
    ['reason', reason ?? ''],
    ['from', `${topic ?? '?'} ${partition ?? '?'}:${offset ?? '?'}`],
    ['detail', detail ?? ''],
    ['value', textOf(value)],
  ]);
}

function textOf(value: TopicRow['value']): string {
  return value instanceof JsonText ? value.shown() : (value ?? '–');
}
