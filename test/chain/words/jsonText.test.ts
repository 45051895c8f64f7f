import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonText } from '../../../chain/words/jsonText.ts';
import { rowDocument } from '../../../targets/data/topicRows.ts';

test.each(['9007199254740993', '1.10', '1e400', '-0', '0.1000000000000000055511151231257827'])(
  'the number %s keeps its digits, by itself, in a field and in a document',
  (number) => {
    expect(JsonText.of(` ${number}\n`)?.text).toBe(number);
    expect(JsonText.of(`{"a": ${number}, "b": [${number} , 1]}`)?.fields()?.get('a')?.shown()).toBe(
      number,
    );
    const document = rowDocument({
      topic: 't',
      partition: 0,
      offset: 1,
      timestamp: '2026-01-01T00:00:00.000Z',
      key: 'k',
      value: JsonText.of(`{"a" : ${number}}`)!,
      headers: { query: 'q' },
    });
    expect(document).toBe(
      `{"topic":"t","partition":0,"offset":1,"timestamp":"2026-01-01T00:00:00.000Z","key":"k","value":{"a":${number}},"headers":{"query":"q"}}`,
    );
  },
);

test.each(['', '{', 'NaN', "{'a': 1}", '{"a":1}{'])('%j is no JSON', (text) => {
  expect(JsonText.of(text)).toBeUndefined();
});

test('whatever the JSON and its layout, text and fields are those that a parser sees', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, 4), (value, indent) => {
      const json = JsonText.of(JSON.stringify(value, null, indent))!;
      expect(json.text).toBe(JSON.stringify(value));
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      const fields = [...(json.fields() ?? [])].map(([name, field]) => [name, field.text]);
      const expected = Object.entries(isObject ? value : {}).map(([name, field]) => [
        name,
        JSON.stringify(field),
      ]);
      expect(fields).toEqual(expected);
    }),
  );
});
