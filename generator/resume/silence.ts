/** One live process a name: who goes on under a name waits until the one before it reports no more. */
import { CourantError } from '../../chain/errors.ts';
import type { GeneratorProgress } from '../../chain/progress.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import { systemClock } from '../pace/clock.ts';

/** A running producer reports about every second; one that does not for so long has ended without a word, or sleeps. */
const aliveMs = 5_000;
const lookMs = 250;

export interface SilenceOptions {
  readonly producer: string;
  /** Whoever started this one knows that no other runs: nothing is waited for. */
  readonly isSole: boolean;
  readonly signal: AbortSignal;
  /** It has to be waited for so long. */
  onWait(ms: number): void;
}

/**
 * Returns once no other process of this name reports any more. One that was killed leaves its last report as "running":
 * only new reports tell, and no times in them, which follow another machine's clock.
 * @throws CourantError COURANT_USAGE when the other one reports again meanwhile
 */
export async function untilSilent(kafka: Kafka, options: SilenceOptions): Promise<void> {
  const { producer, isSole, signal, onWait } = options;
  if (isSole) return;
  let seen = await readProgress(kafka);
  const before = new Set(runningOf(seen, producer));
  if (before.size === 0) return;
  onWait(aliveMs);
  const untilMs = systemClock.nowMs() + aliveMs;
  while (!signal.aborted && systemClock.nowMs() < untilMs) {
    await systemClock.sleep(lookMs, signal);
    // What was not written again stays the same object.
    seen = await readProgress(kafka, seen);
    const isNew = (report: GeneratorProgress) => !before.has(report);
    const reported = runningOf(seen, producer).find(isNew);
    if (reported !== undefined) throw runsAlready(producer, reported);
  }
}

function runningOf({ reports }: ProgressSnapshot, producer: string): GeneratorProgress[] {
  return reports.filter((report) => report.producer === producer && report.state === 'running');
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
