/**
 * Duration of `courant synth`: a cold process that writes both profiles, against other ways to get the same files;
 * and many chains in one process. `node bench/run.mjs synth [ROUNDS]`.
 *
 * ts-node and tsx are measured where they are on PATH; `kubectl kustomize` reads and prints the files that synth wrote,
 * which is less work.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveChain } from '../chain/chain.ts';
import { manifestsOf } from '../charts/plan.ts';
import { readQueries } from '../charts/sources.ts';
import { cpuSecondsSince, percentile, printFigures } from './figures.ts';
import { temporaryFolder } from './processes.ts';

const root = new URL('..', import.meta.url).pathname;
const rounds = Number(process.argv[2] ?? 7);
const work = temporaryFolder();
const synth = [join(root, 'bin/courant.mjs'), 'synth', '--output', work];

interface Way {
  readonly name: string;
  readonly command: readonly string[];
}

const objects = writeOnce();
const ways = [
  { name: 'courant', command: [process.execPath, ...synth] },
  { name: 'kubectl kustomize', command: ['kubectl', 'kustomize', kustomization()] },
  { name: 'tsx', command: ['tsx', join(root, 'main.ts')] },
  { name: 'ts-node', command: ['ts-node', '--transpile-only', join(root, 'main.ts')] },
];
for (const line of interleaved(ways)) printFigures('synth', { ...line, objects });
printFigures('synth', manyChains(1_000));

/** Also makes the bundle and its compiled form, which later processes find. @returns objects of both profiles */
function writeOnce(): number {
  for (let time = 0; time < 2; time += 1) spawnSync(process.execPath, synth, { cwd: root });
  return [work, join(work, 'production')]
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.yaml'))
    .reduce((sum, file) => sum + readFileSync(file, 'utf8').split(/^kind:/m).length - 1, 0);
}

function kustomization(): string {
  const folder = join(work, 'kustomize');
  cpSync(join(root, 'dist'), folder, { recursive: true });
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: files }));
  return folder;
}

/** One of each a round, so that a busy moment meets all of them. */
function interleaved(ways: readonly Way[]) {
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command } of ways) {
      const startMs = performance.now();
      const { status } = spawnSync(command[0] ?? '', command.slice(1), {
        cwd: root,
        env: { ...process.env, CDK8S_OUTDIR: work, CDK8S_CHECK_UPGRADE: 'false' },
      });
      if (status === 0) times.get(name)?.push(performance.now() - startMs);
    }
  }
  return [...times].map(([name, taken]) =>
    taken.length === rounds
      ? {
          name,
          rounds,
          medianMs: Math.round(percentile(taken, 50)),
          leastMs: Math.round(Math.min(...taken)),
        }
      : { name, medianMs: null, reason: 'not on PATH, or it failed' },
  );
}

/** One App a chain: in one App a thousand charts take quadratic time. */
function manyChains(count: number) {
  const chain = resolveChain({ name: 'sensors' }, 'bench');
  const queries = readQueries(chain, root);
  let objects = 0;
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    const named = { ...chain, name: `sensors-${index}` };
    objects += manifestsOf({ chain: named, ...queries }).length;
  }
  const seconds = (performance.now() - startMs) / 1_000;
  return {
    name: `${count} chains`,
    objects,
    objectsPerSecond: Math.round(objects / seconds),
    objectsPerCpuSecond: Math.round(objects / cpuSecondsSince(cpuBefore)),
  };
}
