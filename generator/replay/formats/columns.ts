/** The columns of a file, and those that the user named. */
import type { ReplaySource } from '../../../chain/chain.ts';
import type { CourantError } from '../../../chain/errors.ts';
import { nearest } from '../../../chain/words/nearest.ts';
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';
import type { Notes } from '../notes.ts';
import { trimmed } from './cells.ts';

export type ColumnNames = Pick<ReplaySource, 'sensor' | 'time' | 'value'>;

const mostShown = 30;

/** Those of the time: their cells are one text together. */
export function timeColumns({ time }: Pick<ReplaySource, 'time'>): readonly string[] {
  if (time === undefined) return [];
  return typeof time === 'string' ? [time] : time;
}

/** @returns what is wrong when a column that the user named is not there */
export function missingColumns(
  shown: string,
  columns: readonly string[],
  named: ColumnNames,
): CourantError | undefined {
  const missing = namedColumns(named).filter(({ name }) => !columns.includes(name));
  const [first] = missing;
  if (first === undefined) return undefined;
  const names = missing.map(({ field, name }) => `${quote(name)} (${field})`).join(' and ');
  const outer = columns.find((name) => first.name.startsWith(`${name}.`));
  const meant = outer === undefined ? nearest(first.name, columns) : undefined;
  return invalid({
    message: `${quote(shown)} has no column ${names}`,
    details: [`its columns are ${listed(columns)}`],
    hint:
      outer !== undefined
        ? within(outer)
        : meant === undefined
          ? otherwise(first, columns)
          : meantColumn(first.field, meant),
  });
}

function listed(columns: readonly string[]): string {
  const more = columns.length > mostShown ? ` and ${columns.length - mostShown} more` : '';
  return columns.slice(0, mostShown).map(quote).join(', ') + more;
}

/**
 * @param columns of all files together
 * @returns what is wrong where `schema` gives a type to what no file has
 */
export function missingInSchema(
  { files, schema = {} }: ReplaySource,
  columns: readonly string[],
): CourantError | undefined {
  const missing = Object.keys(schema).filter((name) => !columns.includes(name));
  const [first] = missing;
  if (first === undefined) return undefined;
  const meant = nearest(first, columns);
  return invalid({
    message: `${quote(files)} has no column ${missing.map(quote).join(' and ')} (schema)`,
    details: [`its columns are ${listed(columns)}`],
    hint:
      meant === undefined
        ? 'remove it from generator.source.schema, or name another column'
        : meantColumn('schema', meant),
  });
}

function within(outer: string): string {
  return `what is within ${quote(outer)} is no column: write it beside the others first, as "jq -c '. + .${outer}'" does where that is one object a line`;
}

function meantColumn(field: string, name: string): string {
  return `did you mean ${quote(name)}? set generator.source.${field}`;
}

/** Two columns are not named as one text. */
function otherwise(
  { field, name }: { readonly field: string; readonly name: string },
  columns: readonly string[],
): string {
  const parts = name.split(/\s*[,;+]\s*|\s+/);
  if (field === 'time' && parts.every((part) => columns.includes(part))) {
    return `name each column: time: [${parts.map(quote).join(', ')}], or --time-column ${parts.join(' ')}`;
  }
  return `name another column in generator.source.${field}; the first line must be the header`;
}

/** Every column that the user named, with the field that names it. */
export function namedColumns(
  named: ColumnNames,
): { readonly field: string; readonly name: string }[] {
  const { sensor, value } = named;
  const fields = { sensor, time: timeColumns(named), value };
  return Object.entries(fields).flatMap(([field, names]) =>
    [names ?? []].flat().map((name) => ({ field, name })),
  );
}

/** The first line of a table as names, each once; a column without a name is called by its place. */
export function columnNames(header: readonly string[], shown: string, notes: Notes): string[] {
  const names: string[] = [];
  const taken = new Set(header.map(trimmed));
  for (const [index, cell] of header.entries()) {
    const written = trimmed(cell);
    const isUsable = written !== '' && !names.includes(written);
    const name = isUsable ? written : free(written === '' ? 'column' : written, index + 1, taken);
    if (!isUsable) {
      notes.once(`column ${shown} ${index}`, () => renamed(shown, written, index, name));
    }
    names.push(name);
    taken.add(name);
  }
  return names;
}

function free(name: string, place: number, taken: ReadonlySet<string>): string {
  const wanted = `${name}_${place}`;
  return taken.has(wanted) ? free(wanted, place, taken) : wanted;
}

function renamed(shown: string, written: string, index: number, name: string): string {
  const why = written === '' ? 'has no name' : `is a second ${quote(written)}`;
  return `column ${index + 1} of ${quote(shown)} ${why}: it is called ${quote(name)}`;
}
