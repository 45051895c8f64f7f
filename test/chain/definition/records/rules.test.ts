/** Fields of events that do not fit: each is told with its place and its edit, all at once. */
import { expect, test } from 'vitest';
import { problemsOf } from '../problemsOf.ts';

const user = { type: 'choice', count: 50, prefix: 'user-' };
const country = { type: 'choice', values: ['DE', 'US'] };
const flag = { type: 'boolean' };

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
    'a field named like what a query groups by',
    source({ user, window: { type: 'sequence' } }),
    `${at('fields.window')}: "window" is what a query calls the windows that it groups by`,
    'name it otherwise, like "event_window"',
  ],
  [
    'a field named like a column of the runner',
    source({ user, 'Courant passed': { type: 'sequence' } }),
    `${at('fields["Courant passed"]')}: names that begin with "courant " are the runner's`,
    'name it otherwise',
  ],
  [
    'two fields of an object that are one column',
    source({ user, o: { type: 'object', fields: { a: flag, A: flag } } }),
    `${at('fields.o.fields.A')}: "a" is the same column: names of columns have no case`,
    'name one of them otherwise',
  ],
  [
    'a field of an object that has no name',
    source({ user, o: { type: 'object', fields: { '': flag } } }),
    `${at('fields.o.fields[""]')}: it has no name`,
    'name it otherwise',
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

/** As JSON has it, and as `['__proto__']: …` makes it: an own name, which most copies of an object lose. */
function named(field: unknown): object {
  return JSON.parse(`{"__proto__":${JSON.stringify(field)}}`) as object;
}

test.each<[string, object, string]>([
  ['fields', source({ user, ...{}, o: { type: 'object', fields: named(flag) } }), 'o.fields'],
  [
    'a lookup',
    source({
      user,
      country,
      c: { type: 'lookup', after: 'country', of: named('a'), otherwise: 'b' },
    }),
    'c.of',
  ],
])('a name that %s would lose is refused', (_where, written, place) => {
  expect(problemsOf(written)).toEqual([
    `${at('fields')}.${place}.__proto__: nothing can be named "__proto__"`,
    '  → name it otherwise',
  ]);
});

test('a field of the event itself with such a name is refused, however it is written', () => {
  const fields = Object.assign(named(flag), { user });
  expect(problemsOf(source(fields))).toEqual([
    `${at('fields')}.__proto__: nothing can be named "__proto__"`,
    '  → name it otherwise',
  ]);
  // In a literal it is no field at all.
  expect(problemsOf(source({ user, __proto__: { a: flag } }))).toEqual([
    expect.stringContaining(at('fields')),
    `  → write fields: { … }`,
  ]);
});

test.each([
  'constructor',
  'toString',
  'hasOwnProperty',
  '1',
  'a.b',
  "it's",
  '"',
  'x'.repeat(200),
  'עיר',
  '$.a',
  ' ',
])('a field may be named %j', (name) => {
  expect(problemsOf(source({ user, [name]: { type: 'sequence' } }))).toEqual([]);
});

test.each(['constructor', 'toString', '__proto__'])(
  'there is no field %j unless it is named',
  (name) => {
    const lookup = { type: 'lookup', after: name, of: {}, otherwise: 1 };
    expect(
      problemsOf(source({ user, lookup }, name)).filter((line) => !line.startsWith('  →')),
    ).toEqual([
      `${at('key')}: there is no field "${name}"`,
      `${at('fields.lookup.after')}: "${name}" is no choice and no boolean beside it`,
    ]);
  },
);

test('what is right has no problem, also once it was completed', () => {
  const currency = {
    type: 'lookup',
    after: 'country',
    of: { DE: 'EUR' },
    otherwise: ['USD', 'USN'],
  };
  expect(problemsOf(source({ user, country, currency }))).toEqual([]);
});
