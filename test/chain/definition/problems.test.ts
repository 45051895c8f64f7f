import { expect, test } from 'vitest';
import { problemsOf } from './problemsOf.ts';

test.each<[string, object, string, string]>([
  [
    'unknown field',
    { profil: 'laptop' },
    'profil: there is no such field',
    'did you mean "profile"?',
  ],
  [
    'a field under another name',
    { topics: { readings: { replicas: 1 } } },
    'topics.readings.replicas: there is no such field',
    'did you mean "replicationFactor"?',
  ],
  [
    'unknown field without a likeness',
    { zzz: 1 },
    'zzz: there is no such field',
    'the fields here are name, profile, topics, generator, queries, sizing, images, metrics, prometheusNamespace',
  ],
  [
    'misspelt word',
    { profile: 'labtop' },
    'profile: "labtop" is not one of "laptop", "production"',
    'did you mean "laptop"?',
  ],
  [
    'misspelt kind of source',
    { generator: { source: { type: 'replya' } } },
    'generator.source.type: "replya" is not one of "random", "records", "replay", "sse"',
    'did you mean "replay"?',
  ],
  [
    'field of the other source',
    { generator: { source: { type: 'random', fils: 'x' } } },
    'generator.source.fils: there is no such field',
    'the fields here are type, sensors, kinds, measure, skew, start',
  ],
  [
    'a column that is empty',
    { generator: { source: { type: 'replay', files: 'a.csv', time: '' } } },
    'generator.source.time: it is empty',
    'name the column, or those of date and time: ["Date", "Time"]',
  ],
  [
    'no column in a list of them',
    { generator: { source: { type: 'replay', files: 'a.csv', time: [] } } },
    'generator.source.time: it names no column',
    'name the column, or those of date and time: ["Date", "Time"]',
  ],
  [
    'a number among columns',
    { generator: { source: { type: 'replay', files: 'a.csv', time: ['Date', 2] } } },
    'generator.source.time: 2 is not text',
    'name the column, or those of date and time: ["Date", "Time"]',
  ],
  [
    'a column twice',
    { generator: { source: { type: 'replay', files: 'a.csv', time: ['Date', 'Date'] } } },
    'generator.source.time: "Date" is named twice',
    'name each column once',
  ],
  [
    'text for a number',
    { generator: { rate: '100' } },
    'generator.rate: "100" is not a number (readings a second)',
    'write 100 without quotes',
  ],
  [
    'NaN',
    { generator: { rate: NaN } },
    'generator.rate: NaN is not a number (readings a second)',
    'write a number from 0.1 to 1,000,000, or "max"',
  ],
  [
    'negative',
    { generator: { rate: -5 } },
    'generator.rate: -5 is not within 0.1 to 1,000,000 readings a second',
    'write a number from 0.1 to 1,000,000, or "max"',
  ],
  [
    'zero',
    { topics: { readings: { partitions: 0 } } },
    'topics.readings.partitions: 0 is not within 1 to 1,000 partitions',
    'write a whole number from 1 to 1,000',
  ],
  [
    'a thousand million',
    { generator: { replicas: 1e9 } },
    'generator.replicas: 1000000000 is not within 0 to 64 replicas',
    'write a whole number from 0 to 64',
  ],
  [
    'a fraction',
    { generator: { seed: 1.5 } },
    'generator.seed: 1.5 is not a whole number',
    'write a whole number from 0 to 4,294,967,295',
  ],
  [
    'no for a yes or no',
    { generator: { source: { type: 'replay', files: 'a.csv', loop: 'no' } } },
    'generator.source.loop: "no" is neither true nor false',
    'write true or false',
  ],
  [
    'a decimal sign that is none',
    { generator: { source: { type: 'replay', files: 'a.csv', decimal: 'comma' } } },
    'generator.source.decimal: "comma" is not one of ".", ","',
    'write "." or ","',
  ],
  [
    'lines to skip that are no number',
    { generator: { source: { type: 'replay', files: 'a.csv', skipLines: '2' } } },
    'generator.source.skipLines: "2" is not a number (lines)',
    'write 2 without quotes',
  ],
  [
    'a comment that begins with nothing',
    { generator: { source: { type: 'replay', files: 'a.csv', comment: '' } } },
    'generator.source.comment: it is empty',
    'write what such lines begin with, like "#", or remove it',
  ],
  [
    'no duration',
    { topics: { readings: { retention: '10 minuts' } } },
    'topics.readings.retention: "10 minuts" is not a duration',
    'write a number and a unit, like "10 minutes"',
  ],
  [
    'a duration too short',
    { topics: { readings: { retention: '1 s' } } },
    'topics.readings.retention: "1 s" is too small',
    'write at least "1m"',
  ],
  [
    'neither a duration nor its word',
    { queries: { trigger: 'automatic' } },
    'queries.trigger: "automatic" is not a duration',
    'write a number and a unit, like "10 minutes", or "auto"',
  ],
  [
    'no size',
    { sizing: { spark: { memory: '1 Gigabite' } } },
    'sizing.spark.memory: "1 Gigabite" is not a size',
    'write a number and a unit, like "512 MiB"',
  ],
  [
    'illegal topic name',
    { topics: { 'a b': {} } },
    'topics["a b"]: "a b" is no topic name: 1 to 249 of letters, digits, ".", "_" and "-"',
    'name it readings, readings.dlq, or like a query',
  ],
  [
    'names that collide',
    { topics: { 'a.b': {}, a_b: {} } },
    'topics.a_b: "a_b" collides with "a.b": Kafka takes "." and "_" for the same',
    'name it readings, readings.dlq, or like a query',
  ],
  [
    'a topic of courant',
    { topics: { 'courant.x': {} } },
    'topics["courant.x"]: topics named "courant.…" are the chain\'s own',
    'name it readings, readings.dlq, or like a query',
  ],
  [
    'more replicas than brokers',
    { topics: { readings: { replicationFactor: 3 } } },
    'topics.readings.replicationFactor: 3 replicas need 3 brokers, profile "laptop" has 1',
    'set topics.readings.replicationFactor to 1, or profile to "production"',
  ],
  [
    'a replay twice',
    { generator: { replicas: 2, source: { type: 'replay', files: 'a.csv' } } },
    'generator.replicas: 2 replicas of a replay would send each file 2 times',
    'remove it, and set generator.source.speed to go faster',
  ],
  [
    'a list for a group',
    { generator: [] },
    'generator: [] where a group of settings belongs',
    'write generator: { … }',
  ],
  [
    'a big integer for a seed',
    { generator: { seed: 5n } },
    'generator.seed: 5n is not a number (the seed)',
    'write a whole number from 0 to 4,294,967,295',
  ],
  ['a promise of a group', { topics: Promise.resolve({}) }, 'topics: it is a promise', 'await it'],
  [
    'a promise of a number',
    { generator: { rate: Promise.resolve(1) } },
    'generator.rate: it is a promise',
    'await it',
  ],
  [
    'a Map for a group',
    { generator: new Map([['rate', 5]]) },
    'generator: a Map where a group of settings belongs',
    'write generator: { … }',
  ],
  [
    'a Map by topics',
    { topics: new Map() },
    'topics: a Map where a group of settings belongs',
    'write topics: { … }',
  ],
  [
    'a Date for a topic',
    { topics: { readings: new Date(0) } },
    'topics.readings: a Date where a group of settings belongs',
    'write readings: { … }',
  ],
  [
    'an object of a class, also with the right fields',
    {
      queries: new (class Queries {
        folder = 'queries';
      })(),
    },
    'queries: a Queries where a group of settings belongs',
    'write queries: { … }',
  ],
  [
    'a Set for a source',
    { generator: { source: new Set() } },
    'generator.source: a Set where a group of settings belongs',
    'write source: { … }',
  ],
  [
    'a Set for a list',
    { generator: { source: { type: 'random', kinds: new Set(['co2']) } } },
    'generator.source.kinds: a Set where a list belongs',
    'write kinds: […]',
  ],
  [
    'a list by topics',
    { topics: [] },
    'topics: [] where a group of settings belongs',
    'write topics: { … }',
  ],
  [
    'unknown zone',
    { generator: { source: { type: 'replay', files: 'a.csv', timeZone: 'Europe/Pariss' } } },
    'generator.source.timeZone: "Europe/Pariss" is not a time zone',
    'did you mean "Europe/Paris"?',
  ],
  [
    'a reader of metrics that are off',
    { prometheusNamespace: 'monitoring' },
    'prometheusNamespace: "monitoring" has nothing to read: metrics are off',
    'add metrics: true',
  ],
])('%s is told with its edit', (_what, fields, problem, edit) => {
  expect(problemsOf({ name: 'a', ...fields })).toEqual([problem, `  → ${edit}`]);
});

test.each([
  ['My Chain', 'my-chain'],
  ['1st', 'st'],
  ['', 'my-chain'],
  ['-'.repeat(50), 'my-chain'],
  ['a'.repeat(41), 'a'.repeat(40)],
])('the chain name %j is refused and %j proposed', (name, proposed) => {
  expect(problemsOf({ name }).at(-1)).toBe(`  → write one like "${proposed}"`);
});

test('a password in clear is refused with the reason, and not printed', () => {
  const problems = problemsOf({
    name: 'a',
    generator: { password: 'hunter2' },
    topics: { readings: { saslSecret: 'hunter2' } },
    queries: { folder: 'https://me:hunter2@example.org/queries' },
  });
  const paths = problems.flatMap((line) => (line.includes('in clear') ? [line.split(':')[0]] : []));
  expect(paths.sort()).toEqual([
    'generator.password',
    'queries.folder',
    'topics.readings.saslSecret',
  ]);
  expect(problems).toHaveLength(6);
  expect(problems.join('\n')).not.toContain('hunter2');
});

test('all problems at once', () => {
  const problems = problemsOf({
    name: 'A',
    topics: {
      'a.b': {},
      a_b: { partitions: 0 },
      readings: { replicationFactor: 2, retention: 'x' },
    },
    generator: { rate: NaN, source: { type: 'random', kinds: ['temperature', 'temprature'] } },
    sizing: 3,
    nme: 'a',
  });
  expect(problems.filter((line) => !line.startsWith(' '))).toHaveLength(9);
});
