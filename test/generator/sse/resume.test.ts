/** A generator of a server's events that is killed goes on behind what is in the topic: each event once. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import type { Reading } from '../../../chain/reading.ts';
import { readProgress } from '../../../kafka/progress.ts';
import { Launcher } from '../resume/frozenRounds.ts';
import { law, recordsIn, useGenerator } from '../useGenerator.ts';
import { eventServer, growing } from './eventServer.ts';
import type { EventServer } from './eventServer.ts';

const bench = useGenerator();
const count = 12_000;
let launcher: Launcher;
let server: EventServer;

beforeEach(async () => {
  await bench.traces.clear([], 4);
  launcher = await Launcher.open(bench.broker);
  server = await eventServer(growing(count));
});
afterEach(async () => {
  await launcher.close();
  await server.close();
});

async function numbers(): Promise<unknown[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const found: unknown[] = [];
  for await (const block of kafka.read(topicNames.readings, ranges)) {
    for (const { value } of block)
      found.push((JSON.parse(value!.toString()) as Reading).data?.['n']);
  }
  return found;
}

it.each([
  ['with times of their own', { time: 'meta.dt' }],
  ['stamped as they come', {}],
])('events %s', async (_what, time) => {
  const source = { type: 'sse', url: server.url, key: 'user', ...time };
  for (const [index, signal] of (['SIGKILL', 'SIGTERM', 'SIGKILL'] as const).entries()) {
    const running = launcher.launch({ source }, 'events', '--sole');
    await launcher.untilRecords(3_000 * (index + 1) - (await recordsIn(bench.broker.connection)));
    running.kill(signal);
    await running;
  }
  expect((await launcher.launch({ source }, 'events', '--sole')).exitCode).toBe(0);
  const found = (await numbers()) as number[];
  expect(found.sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
  expect(await law(bench.traces.kafka)).toMatchObject({
    ok: true,
    problems: [],
    ...{ acknowledged: count, inTopic: count, unreported: 0 },
  });
  const { positions } = await readProgress(bench.traces.kafka);
  expect(positions[0]).toMatchObject({ eventId: String(count - 1), position: count });
});
