/** Waiting until the queries have read everything, by what they report. */
import { topicNames } from '../../chain/names.ts';
import { rowsLeft } from '../../targets/data/catchUp.ts';
import { KafkaObserver } from '../../targets/data/kafkaSnapshot.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import { waitFor } from '../../targets/wait.ts';
import { queries } from './stage.ts';
import type { Stage } from './stage.ts';

const deadlineMs = 240_000;
const outputs: readonly string[] = Object.values(queries);

/** Ends the generators; returns when the queries run and have read all that is there. */
export async function settle(stage: Stage, signal: AbortSignal): Promise<KafkaSnapshot> {
  await stage.untilWhole();
  await stage.scale(0);
  return untilRead(stage, signal, (snapshot) => isRead(snapshot));
}

/** However much is left, as long as it becomes less. @throws Error with what the queries last said */
export async function untilRead(
  stage: Stage,
  signal: AbortSignal,
  isDone: (snapshot: KafkaSnapshot) => boolean,
): Promise<KafkaSnapshot> {
  const observer = new KafkaObserver(await stage.kafka(), [topicNames.readings, ...outputs]);
  const seconds = deadlineMs / 1_000;
  let last: KafkaSnapshot | undefined;
  for (let left = Number.POSITIVE_INFINITY; ;) {
    const snapshot = await waitFor({
      poll: async () => {
        last = await observer.observe();
        return isDone(last) || leftIn(last) < left ? last : undefined;
      },
      everyMs: 300,
      deadlineMs,
      signal,
      late: () => new Error(`the queries read nothing for ${seconds} s: ${said(last)}`),
    });
    if (isDone(snapshot)) return snapshot;
    left = leftIn(snapshot);
  }
}

/** Rows of the slowest query. */
function leftIn(snapshot: KafkaSnapshot): number {
  return rowsLeft(snapshot, outputs) ?? Number.POSITIVE_INFINITY;
}

export function isRead(snapshot: KafkaSnapshot): boolean {
  const own = snapshot.progress.queries.filter(({ query }) => outputs.includes(query));
  const run = own.filter(({ state }) => state === 'running');
  return run.length === outputs.length && rowsLeft(snapshot, outputs) === 0;
}

/** Returns when readings arrive again: so many more than there were. */
export async function untilMoreReadings(
  stage: Stage,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const ends = async (): Promise<number> => {
    const offsets = await (await stage.kafka()).offsets([topicNames.readings]);
    return (offsets.get(topicNames.readings) ?? []).reduce((sum, { end }) => sum + end, 0);
  };
  const before = await ends();
  await waitFor({
    poll: async () => ((await ends()) >= before + count ? true : undefined),
    everyMs: 100,
    deadlineMs,
    signal,
    late: () => new Error(`no ${count} readings arrived within ${deadlineMs / 1_000} s`),
  });
}

function said(snapshot: KafkaSnapshot | undefined): string {
  if (snapshot === undefined) return 'Kafka did not answer';
  return snapshot.progress.queries
    .map(({ query, state, error }) => {
      const left = rowsLeft(snapshot, [query]);
      return `${query} ${state}, ${left} left${error === null ? '' : `: ${error.message}`}`;
    })
    .join('; ');
}
