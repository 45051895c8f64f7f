/** Fields of events that do not fit: each is told with its place and its edit, all at once. */
import { expect, test } from 'vitest';
import { problemsOf } from './problemsOf.ts';

const user = { type: 'choice', count: 50, prefix: 'user-' };
const country = { type: 'choice', values: ['DE', 'US'] };

function source(fields: unknown, key: unknown = 'user'): object {
  return { name: 'a', generator: { source: { type: 'records', key, fields } } };
}

/** @param place from `generator.source` on */
const at = (place: string) => `generator.source.${place}`;

test.each<[string, object, string, string]>([
  [
    'a key that is no field',
    source({ user }, 'usr'),
    `${at('key')}: there is no field "usr"`,
    'did you mean "user"?',
  ],
  [
    'a key that is no choice',
    source({ user: { type: 'sequence' } }),
    `${at('key')}: "user" is of the type "sequence": an event belongs to one of several`,
    'name a field of the type "choice"',
  ],
  [
    'a key that may be null',
    source({ user: { ...user, nulls: 0.1 } }),
    `${at('fields.user.nulls')}: the key of an event cannot be null`,
    'remove it',
  ],
  [
    'a key that may be empty',
    source({ user: { type: 'choice', values: ['a', ''] } }),
    `${at('fields.user.values')}: the key of an event cannot be empty`,
    'remove the empty one',
  ],
  [
    'a field named like a column of the view',
    source({ user, Offset: { type: 'sequence' } }),
    `${at('fields.Offset')}: "offset" is a column of the view readings already`,
    'name it otherwise, like "event_offset"',
  ],
  [
    'two fields that are one column',
    source({ user, User: { type: 'sequence' } }),
    `${at('fields.User')}: "user" is the same column: names of columns have no case`,
    'name one of them otherwise',
  ],
  [
    'a field that follows from nothing',
    source({ user, country, currency: { type: 'lookup', after: 'contry', of: { DE: 'EUR' } } }),
    `${at('fields.currency.after')}: "contry" is no choice and no boolean beside it`,
    'did you mean "country"?',
  ],
  [
    'a value that the other field never has',
    source({
      user,
      country,
      currency: { type: 'lookup', after: 'country', of: { DE: 'EUR', USA: 'USD' }, otherwise: '?' },
    }),
    `${at('fields.currency.of.USA')}: "country" is never "USA"`,
    'did you mean "US"?',
  ],
  [
    'a value of the other field that nothing is said of',
    source({ user, country, currency: { type: 'lookup', after: 'country', of: { DE: 'EUR' } } }),
    `${at('fields.currency.of')}: it says nothing of "US"`,
    'write one for it, or otherwise: …',
  ],
  [
    'a numbered value that nothing is said of',
    source({ user, vip: { type: 'lookup', after: 'user', of: { 'user-0000': true } } }),
    `${at('fields.vip.of')}: it says nothing of "user-0001"`,
    'write one for it, or otherwise: …',
  ],
  [
    'weights that are too few',
    source({ user, country: { ...country, weights: [1] } }),
    `${at('fields.country.weights')}: 1 for 2 values`,
    'write one for each',
  ],
  [
    'values of several types',
    source({ user, country: { type: 'choice', values: ['DE', 3] } }),
    `${at('fields.country.values[1]')}: 3 is a number, "DE" a string`,
    'write values of one type',
  ],
  [
    'nothing to choose among',
    source({ user, country: { type: 'choice' } }),
    `${at('fields.country')}: there is nothing to choose among`,
    'write values: [ … ], or count and prefix',
  ],
  [
    'limits that are the wrong way round',
    source({ user, n: { type: 'number', distribution: 'uniform', min: 2, max: 1 } }),
    `${at('fields.n.max')}: the highest, 1, is below the lowest, 2`,
    'write at least what min says',
  ],
  [
    'a distribution that there is not',
    source({ user, n: { type: 'number', distribution: 'norml', mean: 1, stddev: 1 } }),
    `${at('fields.n.distribution')}: "norml" is not one of "uniform", "normal", "logNormal", "walk"`,
    'did you mean "normal"?',
  ],
  [
    'a setting of another kind of field',
    source({ user, n: { type: 'boolean', chanse: 0.2 } }),
    `${at('fields.n.chanse')}: there is no such field`,
    'did you mean "chance"?',
  ],
  [
    'a text that is half a character',
    source({ user, n: { type: 'constant', value: 'a\ud800' } }),
    `${at('fields.n.value')}: "a\\ud800" holds half a character`,
    'write another text',
  ],
  [
    'an event that is too large',
    source({ user, n: { type: 'text', words: ['x'.repeat(100)], most: 100 } }),
    `${at('fields')}: an event may have 10,399 bytes, 7,500 at most`,
    'shorten its texts, or leave fields out',
  ],
])('%s is told with its edit', (_what, written, problem, edit) => {
  expect(problemsOf(written)).toEqual([problem, `  → ${edit}`]);
});

test('all of them are told at once, also those within objects', () => {
  const problems = problemsOf(
    source(
      {
        user: { ...user, count: 0 },
        n: { type: 'number', distribution: 'normal', mean: '1', stddev: 1 },
        offset: { type: 'sequence' },
        inner: { type: 'object', fields: { a: { type: 'lookup', after: 'b', of: {} }, c: 3 } },
      },
      'usr',
    ),
  );
  expect(problems.filter((line) => !line.startsWith('  →'))).toEqual([
    `${at('fields.user.count')}: 0 is not within 1 to 1,000,000 values`,
    `${at('fields.n.mean')}: "1" is not a number (the mean)`,
    `${at('fields.inner.fields.c')}: 3 where a group of settings belongs`,
    `${at('fields.offset')}: "offset" is a column of the view readings already`,
    `${at('key')}: there is no field "usr"`,
  ]);
});

test('what is right has no problem, also once it was completed', () => {
  const currency = {
    type: 'lookup',
    after: 'country',
    of: { DE: 'EUR' },
    otherwise: ['USD', 'USN'],
  };
  expect(problemsOf(source({ user, country, currency }))).toEqual([]);
});
