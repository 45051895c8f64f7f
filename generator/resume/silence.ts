/** One live process a name: who goes on under a name waits until the one before it is surely gone. */
import { CourantError } from '../../chain/errors.ts';
import type { GeneratorProgress } from '../../chain/progress.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import { systemClock } from '../pace/clock.ts';

/** A running producer reports about every second; one that has not for so long has ended without a word. */
const aliveMs = 5_000;
const lookMs = 250;

export interface SilenceOptions {
  readonly producer: string;
  /** Whoever started this one knows that no other runs: nothing is waited for. */
  readonly isSole: boolean;
  readonly signal: AbortSignal;
}

/**
 * What has been reported, once no other process of this name reports any more. One that was killed leaves its last
 * report as "running": it is silent from then on, which takes 5 s to tell.
 * @throws CourantError COURANT_USAGE when the other one reports again meanwhile
 */
export async function untilSilent(
  kafka: Kafka,
  { producer, isSole, signal }: SilenceOptions,
): Promise<ProgressSnapshot> {
  let seen = await readProgress(kafka);
  const first = lastRunning(seen, producer);
  while (!isSole && !signal.aborted) {
    const last = lastRunning(seen, producer);
    if (last === undefined || Date.now() - Date.parse(last.time) >= aliveMs) break;
    if (last.time !== first?.time) throw runsAlready(producer, last);
    await systemClock.sleep(lookMs, signal);
    seen = await readProgress(kafka, seen);
  }
  return seen;
}

function lastRunning(
  { generators }: ProgressSnapshot,
  producer: string,
): GeneratorProgress | undefined {
  const own = generators.filter((report) => report.producer === producer);
  const newest = own.sort((a, b) => (a.time < b.time ? 1 : -1))[0];
  return newest?.state === 'running' ? newest : undefined;
}

function runsAlready(producer: string, { time, site }: GeneratorProgress): CourantError {
  return new CourantError({
    code: 'COURANT_USAGE',
    message: `a generator named "${producer}" runs already`,
    details: [`it reported at ${time}, from site "${site}"`],
    left: 'nothing was sent',
    hint: 'stop it first, or choose another --name',
  });
}
