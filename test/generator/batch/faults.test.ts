/** Answers get lost and the broker is killed while batches are sent: nothing is lost, doubled or out of order. */
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { startFaultyProxy } from '../../support/faultyProxy.ts';
import { law, start, useGenerator } from '../useGenerator.ts';

const bench = useGenerator();
beforeEach(() => bench.traces.clear([], 4));

/** How many sends a second there are is the machine's affair: the run ends when so many answers were lost. */
const lostAnswers = 8;

it.each(['batch', 'stock'])(
  'one answer in 25 is lost and the broker dies twice, encoder %s: 0 lost, 0 doubled, 0 out of order',
  async (encoder) => {
    const proxy = await startFaultyProxy(bench.broker.port, (answer) => answer % 25 === 0);
    try {
      const run = start(proxy.connection, { rate: 2_000, encoder });
      await run.event('first_acknowledged');
      for (let kill = 1; kill <= 2; kill++) {
        while (proxy.dropped < (kill * lostAnswers) / 3) await pause(20);
        await bench.broker.kill();
        await bench.broker.start();
      }
      while (proxy.dropped < lostAnswers) await pause(20);
      run.stop.abort();
      const { acknowledged, ...summary } = await run.summary;
      expect(summary).toMatchObject({ failed: 0, unknown: 0, unsent: 0 });
      expect(acknowledged).toBeGreaterThan(lostAnswers);
      expect(await law(bench.traces.kafka)).toMatchObject({
        ok: true,
        acknowledged,
        inTopic: acknowledged,
        lost: 0,
        doubled: 0,
        outOfOrder: 0,
      });
    } finally {
      await proxy.close();
    }
  },
  120_000,
);
