/** Readings on standard output, without Kafka. */
import { expect, it } from 'vitest';
import type { Reading } from '../../chain/reading.ts';
import { start } from './useGenerator.ts';

const source = { type: 'random', start: '2026-03-01T12:00:00Z' };

it('prints a sample at once, whatever the rate', async () => {
  const run = start(undefined, { rate: 0.1, source }, { sample: 10 });
  expect(await run.summary).toMatchObject({ acknowledged: 10, unknown: 0 });
  const readings = run.lines.map((line) => JSON.parse(line) as Reading);
  expect(readings).toHaveLength(10);
  expect(Object.keys(readings[0]!)).toEqual(['sensor', 'kind', 'value', 'unit', 'event_time']);
});

it('prints the same readings for the same seed, site and start', async () => {
  const lines = async (seed: number, site = '0') => {
    const run = start(undefined, { seed, source }, { sample: 50, site });
    await run.summary;
    return run.lines;
  };
  expect(await lines(7)).toEqual(await lines(7));
  expect(await lines(7)).not.toEqual(await lines(8));
  expect(await lines(7, '1')).not.toEqual(await lines(7));
});

it('keeps the pace that was asked for', async () => {
  const run = start(undefined, { rate: 200, source }, { count: 100 });
  const { durationMs, achievedPerSecond } = await run.summary;
  expect(run.lines).toHaveLength(100);
  expect(durationMs).toBeGreaterThanOrEqual(499);
  expect(achievedPerSecond).toBeLessThan(201);
});

it('ends when it is told to', async () => {
  const run = start(undefined, { rate: 1_000, source });
  while (run.lines.length < 10) await new Promise((resolve) => setImmediate(resolve));
  run.stop.abort();
  expect((await run.summary).acknowledged).toBe(run.lines.length);
});
