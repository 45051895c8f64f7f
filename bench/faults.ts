/**
 * `npm run bench:faults [-- --readings 2000000 --kills 10 --drop 50]`: the generator sends while one answer in so many is
 * lost and the broker is killed again and again; then verify counts. Prints a JSON line; exits with 1 unless nothing was
 * lost, doubled or out of order.
 */
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { resolveChain } from '../chain/chain.ts';
import { topicNames } from '../chain/names.ts';
import { generate } from '../generator/generate.ts';
import { openKafka } from '../kafka/client.ts';
import { verify } from '../verify/verify.ts';
import { startBroker } from '../test/support/broker.ts';
import { startFaultyProxy } from '../test/support/faultyProxy.ts';
import { machineFacts } from './machine.ts';

const { values } = parseArgs({
  options: {
    readings: { type: 'string', default: '2000000' },
    kills: { type: 'string', default: '10' },
    drop: { type: 'string', default: '50' },
    rate: { type: 'string', default: '40000' },
    encoder: { type: 'string', default: 'batch' },
  },
});
const count = Number(values.readings);
const kills = Number(values.kills);

const broker = await startBroker();
const proxy = await startFaultyProxy(broker.port, (answer) => answer % Number(values.drop) === 0);
try {
  await declare();
  const startMs = performance.now();
  let settled = () => 0;
  const { encoder } = values;
  const rate = Number(values.rate);
  const chain = resolveChain({ name: 'faults', generator: { rate, encoder } }, 'the bench');
  const signal = new AbortController().signal;
  const options = { chain, folder: '.', connection: proxy.connection, site: '0', toStdout: false };
  const sent = generate(
    { ...options, count },
    {
      log: () => undefined,
      stdout: () => undefined,
      onStart: (read) => (settled = () => read().acknowledged),
      signal,
    },
  );
  sent.catch(() => undefined);
  for (let kill = 1; kill <= kills; kill++) {
    // Evenly over the run, and never before the broker has taken something again.
    while (settled() < ((kill - 0.5) * count) / kills) await pause(50);
    await broker.kill();
    await broker.start();
  }
  const { acknowledged, failed, unknown } = await sent;
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  const kafka = await openKafka(broker.connection);
  const { ok, inTopic, lost, doubled, outOfOrder } = await verify(kafka, { deep: false });
  await kafka.close();
  const law = { ok, acknowledged, inTopic, failed, unknown, lost, doubled, outOfOrder };
  const faults = { kills, answers: proxy.answers, dropped: proxy.dropped, seconds };
  console.log(JSON.stringify({ bench: 'faults', encoder, ...law, ...faults, ...machineFacts() }));
  if (!ok || acknowledged !== count || lost + doubled + outOfOrder > 0) process.exitCode = 1;
} finally {
  await proxy.close();
  await broker.remove();
}

async function declare(): Promise<void> {
  const kafka = await openKafka(broker.connection);
  const topic = { partitions: 4, replicationFactor: 1, config: {} };
  await kafka.declare(Object.values(topicNames).map((name) => ({ ...topic, name })));
  await kafka.close();
}
