/**
 * A late replay is refused: it must not begin behind what the queries have already closed. Original times do when they
 * are older than what was counted before; so do shifted ones of a fast replay, which begins in the past so that it ends
 * now.
 */
import type { ChainDefinition, ReplaySource } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';
import type { Kafka } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { OpenSource } from './openSource.ts';

/** @throws CourantError COURANT_REPLAY_INVALID: every such row would be late, counted and thrown away */
export async function refuseLateReplay(
  kafka: Kafka,
  source: ChainDefinition['generator']['source'],
  open: Pick<OpenSource, 'first'>,
): Promise<void> {
  if (source.type !== 'replay' || source.time === undefined) return;
  const first = await open.first?.();
  if (first === undefined) return;
  const { queries } = await readProgress(kafka);
  const ahead = queries.filter(
    ({ watermark }) => watermark !== null && first.eventTimeMs < Date.parse(watermark),
  );
  if (ahead[0] === undefined) return;
  throw new CourantError({
    code: 'COURANT_REPLAY_INVALID',
    message: `the replay begins at ${new Date(first.eventTimeMs).toISOString()}, behind what has been counted already: its rows would be dropped as late`,
    details: [
      ...ahead.map(({ query, watermark }) => `the watermark of "${query}" is ${watermark}`),
      // Not the hint: a query that starts over reads the readings that are kept, which lead it there again.
      `after "courant reset ${ahead[0].query}" it would come there again, with the readings that are kept`,
    ],
    left: 'nothing was sent',
    hint: `begin with an empty topic: courant down && courant up${orShifted(source)}`,
  });
}

/** Shifted times begin now where they pass no more quickly than the clock. */
function orShifted({ eventTime, speed, loop }: ReplaySource): string {
  const wouldBeginNow = loop || (speed !== 'max' && speed <= 1);
  return eventTime === 'original' && wouldBeginNow
    ? `; or set generator.source.eventTime to 'shifted'`
    : '';
}
