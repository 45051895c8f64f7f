import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveChain } from '../../../../chain/chain.ts';
import type { Engine } from '../../../../chain/chain.ts';
import { findJava } from '../../../../targets/local/java/findJava.ts';
import { jarFolder, kafkaJars, sparkJars } from '../../../../targets/local/java/jarSets.ts';
import { enginesOf, getSoftware } from '../../../../targets/local/java/software.ts';
import { cacheFolder } from '../../../../targets/machine/environment.ts';
import { silentReporter } from '../../../../targets/steps.ts';

/** A cache with all that Spark needs, on a machine where nothing can be fetched. */
let cache: string;
let environment: Readonly<Record<string, string | undefined>>;

const software = (engines: readonly Engine[], on: typeof environment) =>
  getSoftware(engines, {
    environment: on,
    report: silentReporter,
    signal: new AbortController().signal,
  });

beforeAll(async () => {
  const { runnerJar } = (await software(['spark'], process.env)).engines.spark ?? { runnerJar: '' };
  cache = await mkdtemp(join(tmpdir(), 'courant-cache-'));
  const java = await findJava(process.env);
  environment = { COURANT_CACHE: cache, JAVA_HOME: dirname(dirname(java?.java ?? '')), PATH: '' };
  for (const set of [kafkaJars, sparkJars]) {
    const into = jarFolder(cache, set);
    await mkdir(dirname(into), { recursive: true });
    await symlink(jarFolder(cacheFolder(process.env), set), into);
  }
  await symlink(dirname(dirname(runnerJar)), join(cache, 'runner'));
}, 300_000);
afterAll(() => rm(cache, { recursive: true, force: true }));

test('a chain without queries of Flink has and fetches nothing of it', async () => {
  const needed = enginesOf(resolveChain({ name: 'plain' }, 'a test'));
  expect(needed).toEqual(['spark']);
  expect(Object.keys((await software(needed, environment)).engines)).toEqual(['spark']);
  expect((await readdir(join(cache, 'jars'))).filter((name) => name.startsWith('flink'))).toEqual(
    [],
  );
});

test('one with queries of Flink needs its jars', async () => {
  const chain = resolveChain({ name: 'both', queries: { spark: {}, flink: {} } }, 'a test');
  expect(enginesOf(chain)).toEqual(['spark', 'flink']);
  await expect(software(enginesOf(chain), environment)).rejects.toMatchObject({
    code: 'COURANT_TOOL_MISSING',
  });
});
