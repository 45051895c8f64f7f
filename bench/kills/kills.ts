/**
 * `npm run bench:kills -- [--engine flink] [--kills 20] [--rate 5000] [--seed 1] [--most 8] [--late 0]`: a chain asks the
 * shipped questions of Flink and of Spark side by side. The one engine is killed (SIGKILL) again and again, each time up to
 * `--most` seconds after its process began; nobody touches the other. Then the generator ends, and `verify --deep` judges
 * both; what they wrote is compared, row by row. `--late` makes that share of readings late, which two engines need not
 * drop alike: then nothing is compared. Prints a JSON line; exits with 1 unless all is proven and equal.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { openKafka } from '../../kafka/client.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import { ChainUnderTest } from '../../test/e2e/chain-under-test.ts';
import { root } from '../../test/cli/courant.ts';
import { printFigures } from '../figures.ts';
import { differences, latestRows } from './outputs.ts';
import { options } from '../options.ts';
import { say } from '../processing/say.ts';

const { values } = options({ engine: 'flink', kills: 20, rate: 5_000, seed: 1, most: 8, late: 0 });
const deadlineMs = 900_000;
const pairs = { sensor_stats: 'sensor_stats_flink', hot_readings: 'hot_readings_flink' };

/** Moments in [0, 1), the same for a seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const chain = await ChainUnderTest.make({
  name: 'kills',
  generator: {
    rate: values.rate,
    faults: { malformed: { rate: 0.01 }, ...(values.late > 0 && { late: { rate: values.late } }) },
  },
  queries: {
    spark: { folder: join(root, 'spark/queries') },
    flink: { folder: join(root, 'flink/queries') },
  },
});

async function nextPid(last: number | undefined): Promise<number> {
  for (;;) {
    const leg = (await chain.state()).legs.find(({ id }) => id === values.engine);
    const pid = leg?.process?.pid;
    if (pid !== undefined && pid !== last) return pid;
    await pause(50);
  }
}

async function killAll(): Promise<void> {
  const moment = dice(values.seed);
  let pid: number | undefined;
  for (let kill = 1; kill <= values.kills; kill++) {
    pid = await nextPid(pid);
    const afterMs = Math.round(moment() * values.most * 1_000);
    await pause(afterMs);
    process.kill(pid, 'SIGKILL');
    say(`kill ${kill} of ${values.kills}, ${afterMs} ms after the process began`);
  }
}

const isRead = ({ queries }: StatusDocument): boolean =>
  queries.every(({ state, lagRows }) => state === 'running' && lagRows === 0);

async function compared(servers: readonly string[]) {
  const kafka = await openKafka({ bootstrapServers: servers });
  try {
    const found = Object.entries(pairs).map(async ([one, other]) => {
      const [left, right] = [await latestRows(kafka, one), await latestRows(kafka, other)];
      return { query: one, rows: left.size, differences: differences(left, right) };
    });
    return await Promise.all(found);
  } finally {
    await kafka.close();
  }
}

try {
  await chain.up();
  say('both engines run');
  await killAll();
  await chain.until(
    'it runs again',
    ({ queries }) => queries.every((query) => query.state === 'running'),
    deadlineMs,
  );
  await chain.run('scale', '0');
  const status = await chain.until('all is read', isRead, deadlineMs);
  say('all is read');
  const { code, result } = await chain.verify('--deep');
  const outputs = values.late > 0 ? [] : await compared(status.kafka.bootstrapServers);
  const { inTopic, lost, doubled, outOfOrder, problems } = result;
  printFigures('kills', {
    ...values,
    ...{ ok: result.ok, code, inTopic, lost, doubled, outOfOrder, problems, notes: result.notes },
    queries: result.queries.map(({ name, engine, read, counted, late, lateFound, rows }) => ({
      ...{ name, engine, read, counted, late, lateFound, rows },
    })),
    restarts: status.queries.map(({ name, restarts }) => ({ name, restarts })),
    outputs: outputs.map((one) => ({ ...one, differences: one.differences.slice(0, 5) })),
  });
  const isEqual = outputs.every((one) => one.differences.length === 0);
  if (!result.ok || code !== 0 || !isEqual) process.exitCode = 1;
} finally {
  if (process.env.KEEP === undefined) await chain.dispose();
  else say(`kept: ${chain.folder}`);
}
