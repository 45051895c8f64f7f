/** Which columns the events of a definition have: every field that is written has the type that fits all its values. */
import { expect, it } from 'vitest';
import { eventColumns, resolveChain } from '../../../../chain/chain.ts';
import { columnsText } from '../../../../chain/eventColumns.ts';
import type { EventColumns } from '../../../../chain/eventColumns.ts';
import { problemsOf } from '../problemsOf.ts';

const user = { type: 'choice', count: 50, prefix: 'user-' };

function columnsOf(source: object): EventColumns {
  return eventColumns(resolveChain({ name: 'a', generator: { source } }, 'this test').generator);
}

function columnOf(field: object, beside: object = {}): unknown {
  return columnsOf({ type: 'records', key: 'user', fields: { user, ...beside, field } })['field'];
}

const flag = { type: 'boolean' };

it.each<[string, object, unknown]>([
  ['a choice among texts', { type: 'choice', values: ['a', 'b'] }, 'string'],
  ['a choice among whole numbers', { type: 'choice', values: [1, 2] }, 'long'],
  ['a choice among numbers', { type: 'choice', values: [1, 2.5] }, 'double'],
  ['a choice among numbers too large to be whole', { type: 'choice', values: [1, 1e21] }, 'double'],
  ['a choice of true and false', { type: 'choice', values: [true, false] }, 'boolean'],
  ['a numbered choice', { type: 'choice', count: 3, prefix: 'p' }, 'string'],
  ['a number', { type: 'number', distribution: 'uniform', min: 0, max: 1 }, 'double'],
  [
    'a whole number',
    { type: 'number', distribution: 'uniform', min: 0, max: 9, digits: 0 },
    'long',
  ],
  ['a sequence', { type: 'sequence' }, 'long'],
  ['a sequence with a prefix', { type: 'sequence', prefix: 'order-' }, 'string'],
  ['a boolean', flag, 'boolean'],
  ['a text', { type: 'text', words: ['a'] }, 'string'],
  ['a constant', { type: 'constant', value: 1.5 }, 'double'],
  [
    'a lookup of texts',
    { type: 'lookup', after: 'flag', of: { true: 'a' }, otherwise: 'b' },
    'string',
  ],
  ['a lookup of numbers', { type: 'lookup', after: 'flag', of: { true: 1, false: 0.5 } }, 'double'],
  [
    'a lookup of what is mixed',
    { type: 'lookup', after: 'flag', of: { true: 1, false: 'a' } },
    'string',
  ],
  ['an object', { type: 'object', fields: { a: flag } }, { a: 'boolean' }],
  ['an object without fields', { type: 'object', fields: {} }, undefined],
])('the column of %s', (_what, field, type) => {
  expect(columnOf(field, { flag })).toEqual(type);
});

it('the key is the sensor under its own name, where it was written', () => {
  const fields = { n: { type: 'sequence' }, user };
  expect(Object.entries(columnsOf({ type: 'records', key: 'user', fields }))).toEqual([
    ['n', 'long'],
    ['user', 'key'],
  ]);
});

it('a replay has the columns that it names, sensors have none', () => {
  const schema = { room: 'string', humidity: 'double', 'a "b".c': { d: 'long' } };
  const replay = { type: 'replay', files: 'a.csv' };
  expect(columnsOf({ ...replay, schema })).toEqual(schema);
  expect(columnsOf({ ...replay, schema, sensor: 'room' })).toEqual({ ...schema, room: 'key' });
  expect(columnsOf(replay)).toEqual({});
  expect(columnsOf({ type: 'random' })).toEqual({});
});

it('the argument is plain ASCII, and reads back as the same columns', () => {
  const columns: EventColumns = {
    'größe $(HOME) 𝄞': 'double',
    עיר: { '"a\\': 'string' },
    u: 'key',
  };
  const text = columnsText(columns);
  expect(text).toMatch(/^[ -~]*$/);
  expect(text).not.toContain('$');
  expect(JSON.parse(text)).toEqual(columns);
});

it.each<[string, unknown, string[]]>([
  [
    'a type that there is not',
    { a: 'bigint' },
    ['.a: "bigint" is not one of "string", "double", "long", "boolean"'],
  ],
  [
    'a type that is meant',
    { a: 'Double' },
    ['.a: "Double" is not one of "string", "double", "long", "boolean"'],
  ],
  ['no columns', {}, [': it names no column']],
  ['a list', ['a'], [': a list of 1 names no columns']],
  [
    'a column of the view',
    { Timestamp: 'long' },
    ['.Timestamp: "timestamp" is a column of the view readings already'],
  ],
  [
    'two that are one',
    { a: { b: 'long', B: 'long' } },
    ['.a.B: "b" is the same column: names of columns have no case'],
  ],
  ['an empty name', { '': 'long' }, ['[""]: it has no name']],
  ['an empty object', { a: {} }, ['.a: it names no column']],
  ['one that holds itself', selfish(), ['.a.a.a.a.a: it lies too deep']],
  ['a sensor that is no text', { room: 'long' }, [': "room" is the sensor, which is a text']],
])('a schema with %s is refused', (_what, schema, told) => {
  const source = { type: 'replay', files: 'a.csv', sensor: 'room', schema };
  const problems = problemsOf({ name: 'a', generator: { source } });
  expect(problems.filter((line) => !line.startsWith('  →'))).toEqual(
    told.map((text) => `generator.source.schema${text}`),
  );
});

function selfish(): object {
  const group: Record<string, unknown> = {};
  group['a'] = group;
  return group;
}
