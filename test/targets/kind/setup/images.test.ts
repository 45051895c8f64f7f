import { expect, test } from 'vitest';
import { resolveChain } from '../../../../chain/chain.ts';
import { hashOf } from '../../../../targets/kind/setup/contentHash.ts';
import { dataFolder, fullName, partsOf } from '../../../../targets/kind/setup/images.ts';

test('a tag depends on names and contents, not on the order', () => {
  expect(hashOf({ a: '1', b: '2' })).toBe(hashOf({ b: '2', a: '1' }));
  expect(hashOf({ a: '1', b: '2' })).not.toBe(hashOf({ a: '12', b: '' }));
  expect(hashOf({ a: '1' })).not.toBe(hashOf({ b: '1' }));
  expect(hashOf({ a: '1' })).toMatch(/^[0-9a-f]{12}$/);
});

test.each([
  ['courant/spark:1', 'docker.io/courant/spark:1'],
  ['busybox', 'docker.io/library/busybox:latest'],
  ['localhost:5000/a/b:1', 'localhost:5000/a/b:1'],
  ['registry.example.org/a', 'registry.example.org/a:latest'],
  ['quay.io/strimzi/operator:1.2.0', 'quay.io/strimzi/operator:1.2.0'],
])('%s is %s in the node', (image, expected) => {
  expect(fullName(image)).toBe(expected);
});

test.each([
  [{}, ['generator', 'spark']],
  [{ flink: {} }, ['generator', 'flink']],
  [{ spark: {}, flink: {} }, ['generator', 'spark', 'flink']],
])('queries %j need the images %j', (queries, expected) => {
  expect(partsOf(resolveChain({ name: 'x', queries }, 'test'))).toEqual(expected);
});

function replay(files: string) {
  const source = { type: 'replay' as const, files };
  return resolveChain({ name: 'x', generator: { source } }, 'test');
}

test.each([
  ['data/*.csv', 'data'],
  ['data/a/b.csv', 'data/a'],
  ['./data/*.csv', 'data'],
  ['{data}/a[1]/b.csv', '{data}/a[1]'],
])('the files of a replay %s travel as the folder %s', (files, folder) => {
  expect(dataFolder(replay(files))).toBe(folder);
});

test.each(['*.csv', 'a.csv', '../x/*.csv', '/srv/data/*.csv'])(
  '%s cannot be put into an image, and the edit is named',
  (files) => {
    expect(() => dataFolder(replay(files))).toThrowError(/cannot be put into an image/);
  },
);

test('random sensors need no files', () => {
  expect(dataFolder(resolveChain({ name: 'x' }, 'test'))).toBeUndefined();
});
