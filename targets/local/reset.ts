/** Letting a query start over: while the queries are held, its checkpoint and its rows are dropped. The topic is made anew before they run on. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { engines } from '../../chain/engines.ts';
import { withOpenKafka } from '../data/openKafka.ts';
import { identityOf } from '../machine/processes.ts';
import type { Target } from '../target.ts';
import { waitFor } from '../wait.ts';
import { queriesRun } from './drain.ts';
import type { LocalPaths } from './paths.ts';
import { runningChain } from './runningChain.ts';
import { changeDesired } from './stateFiles.ts';

const holdDeadlineMs = 60_000;

/** @throws CourantError COURANT_NOT_READY */
export async function resetQuery(target: Target, paths: LocalPaths, query: string): Promise<void> {
  const queriesHeldBy = (await identityOf(process.pid)) ?? null;
  await changeDesired(paths, { queriesHeldBy });
  try {
    await waitFor({
      poll: async () => {
        const { state, isSupervised } = await runningChain(paths);
        const runners = state?.legs.filter(({ name }) => isEngine(name)) ?? [];
        const areHeld = runners.length > 0 && runners.every((leg) => leg.state === 'stopped');
        return !isSupervised || areHeld ? true : undefined;
      },
      deadlineMs: holdDeadlineMs,
      late: queriesRun,
    });
    // Rows first: cut short between the two, the query goes on where it was, as after a deletion by retention. Without
    // its checkpoint it would write all rows again beside those that are there.
    // The topic and not its records: those a broker has again that is killed within a minute of their deletion.
    await withOpenKafka(target, (kafka) => kafka.deleteTopics([query]));
    await rm(join(paths.checkpoints, query), { recursive: true, force: true });
  } finally {
    await changeDesired(paths, { queriesHeldBy: null });
  }
}

function isEngine(name: string): boolean {
  return engines.some((engine) => engine === name);
}
