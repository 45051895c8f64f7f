/** Retention: records are deleted that all have read, and such that nobody has. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topicNames } from '../../../chain/names.ts';
import { localPaths } from '../../../targets/local/paths.ts';
import { waitFor } from '../../../targets/wait.ts';
import { deleteOldest } from '../../support/deleteOldest.ts';
import type { Fault } from '../schedule.ts';
import { settle, untilMoreReadings } from '../settle.ts';
import { queries } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { startOver } from './edit.ts';
import type { Play } from './play.ts';

type Retention = Extract<Fault, { kind: 'retention' }>;
const unreadReadings = 500;
/** Kafka writes down every minute where its logs begin. */
const forgottenMs = 90_000;

/** At rest: everything was read, and judged. */
export async function takeAway(play: Play, { of, part }: Retention): Promise<void> {
  // What is late cannot be found among readings that are gone.
  if (of !== 'rows') play.judge.excuse('late');
  if (of === 'unread') await takeUnread(play);
  else if (of === 'readings') await deleteFrom(play.stage, topicNames.readings, part);
  else {
    for (const query of Object.values(queries)) await deleteFrom(play.stage, query, part);
    // What they counted cannot be told from the topic any more.
    play.judge.excuse('uncounted');
  }
}

/** Readings that no query has read: that must be told, and after it the queries can only start over. */
async function takeUnread({ stage, judge, signal }: Play): Promise<void> {
  await stage.signal('spark', 'SIGSTOP');
  try {
    await stage.scale(1);
    await untilMoreReadings(stage, unreadReadings, signal);
    await stage.scale(0);
    await judge.read();
    await deleteFrom(stage, topicNames.readings, 1);
  } finally {
    await stage.signal('spark', 'SIGCONT');
  }
  await toldAsExpired({ stage, judge, signal });
  for (const query of Object.values(queries)) await startOver(stage, query);
  judge.beginWindows();
  await settle(stage, signal);
}

/** @throws Error when the chain is called proven, and nothing is called expired */
async function toldAsExpired({ judge }: Play): Promise<void> {
  const { verdict, verify } = await judge.judge();
  if (verdict === 'proven' && verify.expired === 0) {
    throw new Error('unread readings were deleted, and verify called it proven');
  }
}

/** Retention for good, as the broker's own: one that is killed right after a deletion by hand has the records again. */
async function deleteFrom(stage: Stage, topic: string, part: number): Promise<void> {
  const kept = await deleteOldest(stage.connection, topic, part);
  const written = join(localPaths(stage.chain.folder).kafka, 'data', 'log-start-offset-checkpoint');
  await waitFor({
    poll: async () => (beginsAt(await readFile(written, 'utf8'), topic, kept) ? true : undefined),
    deadlineMs: forgottenMs,
    late: () => new Error(`Kafka did not write down where "${topic}" begins`),
  });
}

/** Lines of a topic, a partition and the offset at which it begins; it is told of those that have none at 0. */
function beginsAt(written: string, topic: string, kept: ReadonlyMap<number, number>): boolean {
  return [...kept].every(
    ([partition, offset]) =>
      offset === 0 || written.includes(`\n${topic} ${partition} ${offset}\n`),
  );
}
