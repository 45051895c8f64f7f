/** The size that an event may have: an upper bound, from its fields. */
import type { RecordField, RecordFields } from './fields.ts';
import { soundFields } from './fields.ts';
import { digitsOf } from './values.ts';
import type { PlainValue } from './values.ts';

/** Sign, digits and point of the longest number. */
const numberBytes = 18;
/** Of everything that is no field of the user's: `{"sensor":,"event_time":"2026-03-01T12:00:00.000Z","data":{}}`. */
const frameBytes = 62;

/** Bytes of the largest event as JSON; fields that are not right in themselves are left out. */
export function mostEventBytes(key: string, fields: RecordFields): number {
  const keyField = soundFields(fields).get(key);
  return frameBytes + (keyField === undefined ? 0 : mostBytes(keyField)) + mostOf(fields);
}

function mostOf(fields: RecordFields): number {
  return [...soundFields(fields)].reduce(
    (sum, [name, field]) => sum + bytesOf(name) + 2 + mostBytes(field),
    2,
  );
}

function mostBytes(field: RecordField): number {
  switch (field.type) {
    case 'choice':
      return choiceBytes(field);
    case 'number':
      return numberBytes;
    case 'sequence':
      return numberBytes + bytesOf(field.prefix ?? '');
    case 'boolean':
      return 5;
    case 'text':
      return field.most * (1 + longest(field.words));
    case 'constant':
      return bytesOf(field.value);
    case 'lookup': {
      const { of, otherwise } = field;
      const all = [...Object.values(of), ...(otherwise === undefined ? [] : [otherwise])];
      return Math.max(4, ...all.map(mostBytes));
    }
    case 'object':
      return mostOf(field.fields);
  }
}

function choiceBytes({ values, count = 1, prefix = '' }: RecordField & { type: 'choice' }): number {
  return values === undefined ? bytesOf(prefix) + digitsOf(count) : longest(values);
}

function longest(values: readonly PlainValue[]): number {
  return values.reduce<number>((most, value) => Math.max(most, bytesOf(value)), 0);
}

/** As JSON. */
function bytesOf(value: PlainValue): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
