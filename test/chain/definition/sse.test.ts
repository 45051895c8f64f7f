/** What can be wrong with a source of a server's events. */
import { expect, test } from 'vitest';
import { eventColumns, resolveChain } from '../../../chain/chain.ts';
import { problemsOf } from './problemsOf.ts';

const right = { type: 'sse', url: 'https://example.org/events', key: 'user' };
const at = 'generator.source';

test.each<[string, object, string, string]>([
  [
    'another protocol',
    { source: { ...right, url: 'ftp://example.org/a' } },
    `${at}.url: "ftp://example.org/a" is neither http nor https`,
    'write an address, like "https://example.org/events"',
  ],
  [
    'no address',
    { source: { ...right, url: 'example.org' } },
    `${at}.url: "example.org" is no address`,
    'write an address, like "https://example.org/events"',
  ],
  [
    'no key',
    { source: { type: 'sse', url: right.url } },
    `${at}.key: undefined is not text`,
    'say where it is, like "user" or "meta.domain"',
  ],
  [
    'replicas',
    { source: right, replicas: 2 },
    'generator.replicas: 2 replicas would send each event 2 times',
    'remove it',
  ],
  [
    'faults',
    { source: right, faults: { late: { rate: 0.1 } } },
    'generator.faults: events are sent as they come, without faults on purpose',
    'remove it, or use random sensors or records',
  ],
])('%s', (_what, generator, problem, edit) => {
  expect(problemsOf({ name: 'a', generator })).toEqual([problem, `  → ${edit}`]);
});

test('a schema names its columns', () => {
  const schema = { wiki: 'string', length: { new: 'long' } };
  const chain = resolveChain(
    { name: 'a', generator: { source: { ...right, schema } } },
    'the test',
  );
  expect(eventColumns(chain.generator)).toEqual(schema);
});
