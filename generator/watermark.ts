/** A replay with original times must not begin behind what the queries have already closed. */
import type { ChainDefinition } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';
import type { Kafka } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { Feed } from './feed.ts';

/** @throws CourantError COURANT_REPLAY_INVALID: every such row would be late, counted and thrown away */
export async function refuseLateReplay(
  kafka: Kafka,
  source: ChainDefinition['generator']['source'],
  feed: Feed,
): Promise<void> {
  if (source.type !== 'replay' || source.eventTime !== 'original') return;
  const first = await feed.first();
  if (first === undefined) return;
  const { queries } = await readProgress(kafka);
  const ahead = queries.filter(
    ({ watermark }) => watermark !== null && first.eventTimeMs < Date.parse(watermark),
  );
  if (ahead[0] === undefined) return;
  throw new CourantError({
    code: 'COURANT_REPLAY_INVALID',
    message: `the replay begins at ${new Date(first.eventTimeMs).toISOString()}, behind what has been counted already: its rows would be dropped as late`,
    details: ahead.map(({ query, watermark }) => `the watermark of "${query}" is ${watermark}`),
    left: 'nothing was sent',
    hint: `courant reset ${ahead[0].query}, or generator.source.eventTime: 'shifted'`,
  });
}
