/** The reports from which a proof begins. */
import { setTimeout as pause } from 'node:timers/promises';
import type { QueryProgress } from '../chain/progress.ts';
import type { Kafka } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { ProgressSnapshot } from '../kafka/progress.ts';

/** A batch in real time lasts 3 s; the runner that had it open may be gone. */
const patienceMs = 6_000;
const everyMs = 100;

/** What is read in a batch that is open now counts once it is reported: that is waited for. */
export async function reportedNow(kafka: Kafka): Promise<ProgressSnapshot> {
  let seen = await readProgress(kafka);
  const open = seen.queries.filter(isOpen);
  const deadline = performance.now() + patienceMs;
  while (open.some((query) => isStillOpen(query, seen)) && performance.now() < deadline) {
    await pause(everyMs);
    seen = await readProgress(kafka, seen);
  }
  return seen;
}

function isOpen({ open, state }: QueryProgress): boolean {
  return open !== undefined && state === 'running';
}

function isStillOpen(before: QueryProgress, { queries }: ProgressSnapshot): boolean {
  const now = queries.find(({ query }) => query === before.query);
  return now !== undefined && isOpen(now) && now.lastBatch === before.lastBatch;
}
