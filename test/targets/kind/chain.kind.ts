/** `npm run test:kind`: a chain on kind as a user drives it, with the kills that it must survive. Prints durations. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Api } from '../../../targets/kind/api/api.ts';
import { kinds, nameOf } from '../../../targets/kind/api/objects.ts';
import type { Kind } from '../../../targets/kind/api/objects.ts';
import { kindPaths } from '../../../targets/kind/paths.ts';
import { ChainUnderTest } from '../../e2e/chain-under-test.ts';

const name = 'sensors';
const rate = 500;
const minute = 60_000;
let chain: ChainUnderTest;
let api: Api;

/** What took how long, for the person who runs this. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    console.log(`${what}: ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  }
}

async function courant(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await chain.run(...args);
  if (code !== 0) throw new Error(`courant ${args.join(' ')} exited ${code}\n${stderr}\n${stdout}`);
  return `${stdout}\n${stderr}`;
}

async function podsOf(component: string): Promise<string[]> {
  const label = `app.kubernetes.io/component=${component}`;
  const selector = component === 'kafka' ? 'strimzi.io/broker-role=true' : label;
  const { items } = await api.list(kinds.pod, name, selector);
  return items.map(({ metadata }) => metadata.name);
}

const rowsRead = (): Promise<number> =>
  chain.status().then(({ queries }) => Math.min(...queries.map((query) => query.rowsRead)));

/**
 * What of the chain is still in its namespace. The namespace itself stays with `--keep-cluster`: it holds the rights by
 * which the operators work for the next chain.
 */
async function leftInNamespace(): Promise<string[]> {
  const all = [kinds.pod, kinds.claim, kinds.secret, kinds.service].map((kind) =>
    api.list(kind, name),
  );
  const labelled = Object.values<Kind>(kinds)
    .filter(({ isNamespaced }) => isNamespaced)
    .flatMap((kind) =>
      ['app.kubernetes.io/name=courant', `strimzi.io/cluster=${name}`].map((label) =>
        api.list(kind, name, label),
      ),
    );
  const found = (await Promise.all([...all, ...labelled])).flatMap(({ items }) => items);
  return [...new Set(found.map(nameOf))];
}

/** On a busy machine the rates may settle after the command has ended: it says so, and the status shows when they do. */
async function scaleUntilSeen(replicas: number): Promise<void> {
  const { settled } = await chain.json<{ settled: boolean }>('scale', String(replicas));
  console.log(`scale ${replicas} saw the new rate itself: ${settled}`);
  const wanted = rate * replicas;
  await chain.until(
    `${wanted} rows a second at each query`,
    ({ queries }) =>
      queries.every(({ ratePerSecond }) => Math.abs((ratePerSecond ?? 0) - wanted) < wanted * 0.2),
    4 * minute,
  );
}

/** Every query has read more than before, and nothing waits to be. */
async function flowsOn(what: string, before: number): Promise<void> {
  await chain.until(
    what,
    ({ state, queries }) =>
      state === 'running' &&
      queries.length > 0 &&
      queries.every((query) => query.state === 'running' && query.rowsRead > before + 2_000),
    8 * minute,
  );
}

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name, generator: { rate } });
});

afterAll(async () => {
  api?.close();
  await chain.run('down', '--yes', '--keep-cluster');
  await chain.dispose();
}, 10 * minute);

test(
  'up returns when rows come out',
  async () => {
    await timed('up', () => courant('up', '--target', 'kind'));
    api = new Api(await readFile(kindPaths(chain.folder).kubeconfig, 'utf8'));
    expect((await chain.status()).state).toBe('running');
  },
  25 * minute,
);

test(
  'up again is unchanged',
  async () => {
    const result = await timed('up again', () => chain.json('up'));
    expect(result).toMatchObject({ unchanged: true, target: 'kind' });
  },
  5 * minute,
);

test(
  'scale 1 → 3 → 1 is seen at the query',
  async () => {
    await timed('scale 3, until the query reads as much', () => scaleUntilSeen(3));
    await timed('scale 1, until the query reads as much', () => scaleUntilSeen(1));
  },
  10 * minute,
);

test.each(['generator', 'kafka', 'driver'])(
  'a killed %s comes back, and the stream goes on',
  async (component) => {
    const before = await rowsRead();
    const [victim = ''] = await podsOf(component);
    await api.call(`/api/v1/namespaces/${name}/pods/${victim}`, {
      method: 'DELETE',
      query: { gracePeriodSeconds: '0' },
    });
    await timed(`killed ${victim}, flows on`, () => flowsOn(`after ${component}`, before));
  },
  10 * minute,
);

test(
  'nothing that was acknowledged is lost',
  async () => {
    const { code, result } = await timed('verify', () => chain.verify());
    expect(result).toMatchObject({ lost: 0, outOfOrder: 0 });
    expect(code).toBe(0);
  },
  5 * minute,
);

test(
  'a changed query is all that changes, and it goes on where it was',
  async () => {
    const file = join(chain.folder, 'spark/queries/hot_readings.sql');
    await writeFile(file, (await readFile(file, 'utf8')).replace('value > 30', 'value > 25'));
    const before = await rowsRead();
    const said = await timed('up with another query', () => courant('up'));
    expect(said).toContain('changed ConfigMap sensors-queries-sql');
    expect(said).toContain('changed SparkApplication sensors-queries');
    expect(said).not.toContain('changed Deployment');
    await flowsOn('after the change', before);
    const { result } = await chain.verify();
    expect(result).toMatchObject({ lost: 0, outOfOrder: 0 });
  },
  10 * minute,
);

test(
  'down leaves nothing',
  async () => {
    const { left } = await timed('down', () =>
      chain.json<{ left: string[] }>('down', '--yes', '--keep-cluster'),
    );
    expect(left).toEqual([]);
    expect(await leftInNamespace()).toEqual([]);
    const { items } = await api.list(kinds.volume);
    expect(items.filter(({ spec }) => JSON.stringify(spec).includes(`"${name}"`))).toEqual([]);
  },
  5 * minute,
);
