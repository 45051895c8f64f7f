/** Evidence of a failure: what was judged, what was done, and the chain's own folder with its data. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Judgement } from './judge.ts';
import type { RoundPlan } from './schedule.ts';
import type { Stage } from './stage.ts';

export interface Failure {
  readonly seed: number;
  /** Of this chain, from 1 on. */
  readonly round: number;
  readonly plan: RoundPlan;
  readonly judgement?: Judgement;
  /** What was thrown, where nothing could be judged. */
  readonly error?: unknown;
}

/** Stops the chain and keeps its folder. @returns where */
export async function keepEvidence(stage: Stage, failure: Failure): Promise<string> {
  const { seed, round, plan, judgement, error } = failure;
  const folder = join(tmpdir(), 'courant-campaign', `seed-${seed}-round-${round}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const write = (name: string, what: unknown): Promise<void> =>
    writeFile(join(folder, name), `${JSON.stringify(what, null, 1)}\n`);
  await write('faults.json', plan);
  if (judgement !== undefined) {
    const { verify, ...opinions } = judgement;
    await write('verify.json', verify);
    await write('recount.json', opinions);
  }
  if (error !== undefined) await writeFile(join(folder, 'error.txt'), `${describeError(error)}\n`);
  await write('status.json', await stage.chain.status().catch(describeError));
  await stage.keep(join(folder, 'chain'));
  return folder;
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
