/** Answers get lost and the broker is killed while batches are sent: nothing is lost, doubled or out of order. */
import { beforeEach, expect, it } from 'vitest';
import { startFaultyProxy } from '../../support/faultyProxy.ts';
import { law, start, useGenerator } from '../useGenerator.ts';

const bench = useGenerator();
beforeEach(() => bench.traces.clear([], 4));

it.each(['batch', 'stock'])(
  'one answer in 25 is lost and the broker dies twice, encoder %s: 0 lost, 0 doubled, 0 out of order',
  async (encoder) => {
    const proxy = await startFaultyProxy(bench.broker.port, (answer) => answer % 25 === 0);
    try {
      const count = 30_000;
      const run = start(proxy.connection, { rate: 3_000, encoder }, { count });
      for (let kill = 0; kill < 2; kill++) {
        await run.event('first_acknowledged');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await bench.broker.kill();
        await bench.broker.start();
      }
      const summary = await run.summary;
      expect(summary).toMatchObject({ acknowledged: count, failed: 0, unknown: 0, unsent: 0 });
      expect(proxy.dropped).toBeGreaterThan(5);
      expect(await law(bench.traces.kafka)).toMatchObject({
        ok: true,
        acknowledged: count,
        inTopic: count,
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
