/** Retention: records are deleted that all have read, and such that nobody has. */
import { topicNames } from '../../../chain/names.ts';
import { kafkaClient } from '../../../kafka/client.ts';
import type { Fault } from '../schedule.ts';
import { settle, untilMoreReadings } from '../settle.ts';
import { queries } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { startOver } from './edit.ts';
import type { Play } from './play.ts';

type Retention = Extract<Fault, { kind: 'retention' }>;
const unreadReadings = 500;

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

/** Deletes the oldest part of each partition. */
async function deleteFrom({ connection }: Stage, topic: string, part: number): Promise<void> {
  const admin = kafkaClient(connection).admin();
  await admin.connect();
  try {
    // First: kafkajs deletes only from topics that it has looked at.
    const bounds = await admin.fetchTopicOffsets(topic);
    const partitions = bounds.map(({ partition, low, high }) => ({
      partition,
      offset: String(Number(low) + Math.floor((Number(high) - Number(low)) * part)),
    }));
    await admin.deleteTopicRecords({ topic, partitions });
  } finally {
    await admin.disconnect();
  }
}
