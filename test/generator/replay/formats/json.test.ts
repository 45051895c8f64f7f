/** NDJSON and JSON arrays, cut into objects. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonArraySplitter } from '../../../../generator/replay/formats/jsonArray.ts';
import { JsonLinesSplitter } from '../../../../generator/replay/formats/jsonLines.ts';
import { asObject } from '../../../../generator/replay/formats/jsonObject.ts';
import type { JsonObject } from '../../../../generator/replay/formats/jsonObject.ts';
import { collect, pieces } from '../collect.ts';

const lines = (text: string, cuts: readonly number[] = [], most = 1_000) =>
  collect<JsonObject>((rows) => new JsonLinesSplitter('\n', rows, most), text, cuts);
const array = (text: string, cuts: readonly number[] = [], most = 1_000) =>
  collect<JsonObject>((rows) => new JsonArraySplitter(rows, { most }), text, cuts);

const json = (value: unknown, indent = 0) => JSON.stringify(value, null, indent);
/** Whole numbers above 2⁵³ become text, so they do not come back as they were. */
const hasLongNumber = (value: unknown) => /\d{16}|e\+\d{3}/.test(json(value));

const objects = fc
  .array(
    fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      noNullPrototype: true,
      maxKeys: 4,
    }),
    { maxLength: 6 },
  )
  .filter((all) => !hasLongNumber(all));

describe('one object a line', () => {
  it('gives what was written, however it is cut', () => {
    fc.assert(
      fc.property(objects, pieces, fc.boolean(), (all, cuts, isClosed) => {
        const text = all.map((one) => JSON.stringify(one)).join('\n') + (isClosed ? '\n' : '');
        const { rows, bad } = lines(text, cuts);
        expect(bad).toEqual([]);
        expect(rows.map(({ fields }) => JSON.stringify(fields))).toEqual(
          all.map((one) => JSON.stringify(one)),
        );
        expect(rows.map(({ line }) => line)).toEqual(all.map((_, index) => index + 1));
      }),
    );
  });

  it('tells what is no object, with its line', () => {
    const { rows, bad } = lines('{"a":1}\r\n\n{"a":\n[1]\n"x"\nnull\n{"a":2}');
    expect(rows).toEqual([
      { fields: { a: 1 }, line: 1 },
      { fields: { a: 2 }, line: 7 },
    ]);
    expect(bad).toEqual([
      { line: 3, reason: '"{\\"a\\":" is no JSON' },
      { line: 4, reason: '"[1]" is JSON, but no object' },
      { line: 5, reason: '"\\"x\\"" is JSON, but no object' },
      { line: 6, reason: '"null" is JSON, but no object' },
    ]);
  });

  it('drops a line that is too long and goes on, however it is cut', () => {
    const text = `{"a":1}\n{"a":"${'x'.repeat(2_000)}"}\n{"a":2}\n`;
    for (const cuts of [[], [900, 900], [20, 20, 20], [8, 1_500]]) {
      const { rows, bad } = lines(text, cuts);
      expect(rows.map(({ line }) => line)).toEqual([1, 3]);
      expect(bad).toEqual([
        { line: 2, reason: 'the row is longer than 1 MiB, which no broker takes' },
      ]);
    }
  });
});

describe('an array', () => {
  it('gives what was written, however it is laid out and cut', () => {
    fc.assert(
      fc.property(objects, pieces, fc.constantFrom(0, 2), (all, cuts, indent) => {
        const { rows, bad } = array(`\n ${JSON.stringify(all, null, indent)} \n`, cuts);
        expect(bad).toEqual([]);
        expect(rows.map(({ fields }) => JSON.stringify(fields))).toEqual(
          all.map((one) => JSON.stringify(one)),
        );
      }),
    );
  });

  it.each<[what: string, text: string, good: number[], bad: [line: number, reason: string][]]>([
    [
      'an element that is no JSON',
      '[{"a":1},\n{"a":},\n{"a":3}]',
      [1, 3],
      [[2, '"{\\"a\\":}" is no JSON']],
    ],
    [
      'elements that are no objects',
      '[1,\n[2],\n{"a":3}]',
      [3],
      [
        [1, '"1" is JSON, but no object'],
        [2, '"[2]" is JSON, but no object'],
      ],
    ],
    [
      'a string that is not closed',
      '[{"a":"x}\n,{"a":2}\n,{"a":y"}\n,{"a":4}]',
      [2, 4],
      [
        [1, 'a string is opened and not closed'],
        [3, 'a string is opened and not closed'],
      ],
    ],
    [
      'a string that is not closed in an element over several lines',
      '[\n  {\n    "a": "x,\n    "b": [\n      {\n        "a": 1\n      }\n    ]\n  },\n  {\n    "a": 2\n  }\n]\n',
      [10],
      [[2, 'a string is opened and not closed']],
    ],
    [
      'a string that is not closed in the last element',
      '[\n{"a":1},\n{"a":"x}\n]\n',
      [2],
      [[3, 'a string is opened and not closed']],
    ],
    [
      'cut off within an element',
      '[{"a":1},\n{"a":',
      [1],
      [[2, 'the array ends within this element']],
    ],
    ['cut off between elements', '[{"a":1},\n', [1], [[2, 'the array is not closed']]],
    ['text after it', '[{"a":1}]\n{"a":2}', [1], [[2, 'there is text outside the array']]],
    ['brackets and quotes in strings', '[{"a":"]}[{,\\"\\\\"},\n{"b":"\\\\"}]', [1, 2], []],
    ['empty', '[]', [], []],
  ])('%s', (_, text, good, bad) => {
    const found = array(text);
    expect(found.rows.map(({ line }) => line)).toEqual(good);
    expect(found.bad.map(({ line, reason }) => [line, reason])).toEqual(bad);
    expect(
      array(
        text,
        [...text].map(() => 1),
      ),
    ).toEqual(found);
  });

  it('one missing quote costs one element', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab ,:'), maxLength: 6 });
    const many = fc.array(
      fc.record({
        a: plain,
        b: fc.array(fc.dictionary(plain, plain, { maxKeys: 3 }), { maxLength: 3 }),
      }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(many, fc.nat(), pieces, fc.constantFrom(0, 2), (all, chosen, cuts, indent) => {
        const damaged = chosen % all.length;
        const elements = all.map((one, index) =>
          index === damaged ? json(one, indent).replace('"a"', '"a') : json(one, indent),
        );
        const found = array(`[\n${elements.join(',\n')}\n]`, cuts, 100_000);
        expect(found.bad).toHaveLength(1);
        expect(found.rows.map(({ fields }) => json(fields))).toEqual(
          all.filter((_, index) => index !== damaged).map((one) => json(one)),
        );
      }),
    );
  });

  it('drops an element that is too long and goes on, however it is cut', () => {
    const text = `[{"a":1},\n{"a":"${'x'.repeat(2_000)}"},\n{"a":2}]`;
    for (const cuts of [[], [900, 900], [20, 20, 20], [10, 1_500]]) {
      const { rows, bad } = array(text, cuts);
      expect(rows.map(({ line }) => line)).toEqual([1, 3]);
      expect(bad).toEqual([
        { line: 2, reason: 'the row is longer than 1 MiB, which no broker takes' },
      ]);
    }
  });
});

it('keeps numbers that JavaScript cannot hold as text, and touches nothing else', () => {
  const text = `{"id":12345678901234567890,"huge":1e309,"low":-1E400,"s":"1e309, \\"12345678901234567890","n":0.12345678901234567,"held":0.30000000000000004}`;
  expect(asObject(text)).toEqual({
    id: '12345678901234567890',
    huge: '1e309',
    low: '-1E400',
    s: '1e309, "12345678901234567890',
    n: '0.12345678901234567',
    held: 0.30000000000000004,
  });
  expect(asObject('{"a":1e309x}')).toBe('"{\\"a\\":1e309x}" is no JSON');
  expect(asObject('{"a":01234567890123456789}')).toContain('no JSON');
});

it('refuses an object that is nested deeper than Spark reads', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(asObject(nested(499))).toBeTypeOf('object');
  expect(asObject(nested(501))).toBe('it is nested deeper than 500');
  expect(asObject(`{"a":"${'['.repeat(2_000)}"}`)).toBeTypeOf('object');
});

it('a column called __proto__ is a column like any other', () => {
  expect(Object.keys(asObject('{"__proto__":{"x":1},"a":2}'))).toEqual(['__proto__', 'a']);
});
