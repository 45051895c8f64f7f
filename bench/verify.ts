/**
 * `npm run bench:verify [-- --readings 20000000 --rounds 1]`: the generator fills the topic of a bare broker at full
 * speed, a window's rows and reports are written as the runner would, and `verify` proves it, without and with `--deep`,
 * in a process of its own. Prints a JSON line each; exits with 1 unless all of it was proven.
 */
import { resolveChain } from '../chain/chain.ts';
import { topicNames } from '../chain/names.ts';
import { generate } from '../generator/generate.ts';
import { startBroker } from '../test/support/broker.ts';
import { batchReport, queryReport, row, Traces } from '../test/support/law.ts';
import { eventTimeOf } from '../verify/evidence/late.ts';
import { printFigures, round } from './figures.ts';
import { options } from './options.ts';
import { Child, ownProcess } from './processes.ts';

const { values } = options({ readings: 20_000_000, rounds: 1 });
const query = 'sensor_stats';
const windowMs = 10_000;
const patienceMs = 1_800_000;

const broker = await startBroker();
const traces = await Traces.open(broker.connection);
try {
  await declare();
  await fill(values.readings);
  await answer();
  for (let at = 0; at < values.rounds; at++) {
    for (const deep of [false, true]) await prove(deep);
  }
} finally {
  await traces.close();
  await broker.remove();
}

async function declare(): Promise<void> {
  const topic = { partitions: 4, replicationFactor: 1, config: {} };
  const names = [...Object.values(topicNames), query];
  await traces.kafka.declare(names.map((name) => ({ ...topic, name })));
}

async function fill(count: number): Promise<void> {
  const chain = resolveChain({ name: 'proven', generator: { rate: 'max' } }, 'the bench');
  const { connection } = broker;
  const began = performance.now();
  await generate(
    { chain, folder: '.', connection, site: '0', toStdout: false, count },
    {
      log: () => undefined,
      stdout: () => undefined,
      signal: new AbortController().signal,
    },
  );
  const readingsPerSecond = Math.round(count / ((performance.now() - began) / 1_000));
  printFigures('verify-fill', { readings: count, readingsPerSecond });
}

/** One row a sensor and window, all in one batch that read everything. */
async function answer(): Promise<void> {
  const bounds = (await traces.kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const counts = new Map<string, number>();
  await traces.kafka.scan(topicNames.readings, bounds, (record) => {
    const window = Math.floor(eventTimeOf(record.value) / windowMs) * windowMs;
    const id = `${record.key?.toString() ?? ''}/${window}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  const rows = [...counts].map(([id, n]) => {
    const [key, window] = id.split('/');
    const value = { window_start: new Date(Number(window)).toISOString(), n };
    return { ...row(query, 0, id, value), key: key ?? '' };
  });
  for (let at = 0; at < rows.length; at += 5_000) {
    await traces.write(query, rows.slice(at, at + 5_000));
  }
  const read = {
    offsets: Object.fromEntries(
      bounds.map(({ partition, start, end }) => [partition, { start, end }]),
    ),
    rows: values.readings,
    valid: values.readings,
    outputRows: rows.length,
  };
  const plan = { kind: 'window', windowMs, watermarkDelayMs: windowMs } as const;
  await traces.report([
    batchReport(query, 0, read),
    queryReport(query, plan, { ...read, lastBatch: 0, state: 'stopped' }),
  ]);
}

async function prove(deep: boolean): Promise<void> {
  const servers = broker.connection.bootstrapServers.join(',');
  const args = [ownProcess('clients/verifier'), servers, ...(deep ? ['--deep'] : [])];
  const child = new Child({ file: process.execPath, args: ['--no-warnings', ...args] });
  await child.ended(patienceMs);
  const told = JSON.parse(child.stdout) as { ok: boolean; inTopic: number; seconds: number };
  const readingsPerSecond = Math.round(told.inTopic / told.seconds);
  printFigures('verify', { deep, ...told, readingsPerSecond: round(readingsPerSecond, 0) });
  if (!told.ok || told.inTopic !== values.readings) process.exitCode = 1;
}
