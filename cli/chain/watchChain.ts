/** The status of a running chain, again and again. */
import { setTimeout as pause } from 'node:timers/promises';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import { StatusWatch } from '../../targets/data/status.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import { newestRows } from '../../targets/data/topicRows.ts';
import type { TopicRow } from '../../targets/data/topicRows.ts';
import type { Target } from '../../targets/target.ts';

const reconnectMs = 1_000;

interface Watch {
  readonly everyMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly show: Show;
}

/** @param newestRows of a topic, over the connection that the status came over */
export type Show = (
  status: StatusDocument,
  newestRows: (topic: string, count: number) => Promise<readonly TopicRow[]>,
) => void | Promise<void>;

/** Returns when the chain does not run, or no longer does. */
export async function watchChain(target: Target, { everyMs, signal, show }: Watch): Promise<void> {
  const wait = (ms: number): Promise<void> =>
    pause(ms, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted && (await target.state()).running) {
    // A broker that was restarted elsewhere is reached by connecting again.
    await withOpenKafka(target, async (kafka) => {
      const watch = new StatusWatch(target, kafka);
      while (!signal.aborted) {
        const status = await watch.read();
        if (status.state === 'stopped') return;
        await show(status, (topic, count) => newestRows(kafka, topic, count));
        await wait(everyMs);
      }
    }).catch(() => wait(reconnectMs));
  }
}
