/** Which columns a definition's events have in the view `readings`, and of which types. */
import type { ColumnType, ColumnWord, EventColumns } from '../../eventColumns.ts';
import type { GeneratorSettings, RecordsSource, ReplaySource } from '../generatorSchema.ts';
import type { LeafField, LookupField, RecordField, RecordFields } from './fields.ts';
import type { PlainValue } from './values.ts';

/** Those beside the reading's own; of sensors there are none. */
export function eventColumns({ source }: GeneratorSettings): EventColumns {
  if (source.type === 'records') return recordColumns(source);
  if (source.type === 'sse') return source.schema ?? {};
  return source.type === 'replay' ? replayColumns(source) : {};
}

function replayColumns({ schema = {}, sensor = '' }: ReplaySource): EventColumns {
  return Object.hasOwn(schema, sensor) ? { ...schema, [sensor]: 'key' } : schema;
}

function recordColumns({ key, fields }: RecordsSource): EventColumns {
  return { ...typesOf(fields), [key]: 'key' };
}

function typesOf(fields: RecordFields): Record<string, ColumnType> {
  const types = Object.entries(fields).map(([name, field]) => [name, typeOf(field)] as const);
  // Spark has no struct without fields.
  return Object.fromEntries(types.filter(([, type]) => !isEmpty(type)));
}

function isEmpty(type: ColumnType): boolean {
  return typeof type === 'object' && Object.keys(type).length === 0;
}

function typeOf(field: RecordField): ColumnType {
  return field.type === 'object' ? typesOf(field.fields) : wordOf(field);
}

function wordOf(field: LeafField | LookupField): ColumnWord {
  switch (field.type) {
    case 'choice':
      return field.values === undefined ? 'string' : common(field.values.map(wordOfValue));
    case 'number':
      return field.digits === 0 ? 'long' : 'double';
    case 'sequence':
      return field.prefix === undefined ? 'long' : 'string';
    case 'boolean':
      return 'boolean';
    case 'text':
      return 'string';
    case 'constant':
      return wordOfValue(field.value);
    case 'lookup':
      return common(leavesOf(field).map(wordOf));
  }
}

function leavesOf({ of, otherwise }: LookupField): LeafField[] {
  return [...Object.values(of), ...(otherwise === undefined ? [] : [otherwise])];
}

function wordOfValue(value: PlainValue): ColumnWord {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return Number.isSafeInteger(value) ? 'long' : 'double';
}

/** The type that all of them fit: of a text and a number, the text. */
function common(words: readonly ColumnWord[]): ColumnWord {
  const [first = 'string', ...others] = [...new Set(words)];
  if (others.length === 0) return first;
  return words.every((word) => word === 'long' || word === 'double') ? 'double' : 'string';
}
