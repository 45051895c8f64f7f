/**
 * `npm run bench:faults [-- --readings 2000000 --kills 10 --drop 50]`: the generator sends while one answer in so many is
 * lost and the broker is killed again and again; then verify counts. Prints a JSON line; exits with 1 unless nothing was
 * lost, doubled or out of order.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { resolveChain } from '../chain/chain.ts';
import { topicNames } from '../chain/names.ts';
import { generate } from '../generator/generate.ts';
import { openKafka } from '../kafka/client.ts';
import { verify } from '../verify/verify.ts';
import { startBroker } from '../test/support/broker.ts';
import { startFaultyProxy } from '../test/support/faultyProxy.ts';
import { printFigures } from './figures.ts';
import { options } from './options.ts';

const { values } = options({
  readings: 2_000_000,
  kills: 10,
  drop: 50,
  rate: 40_000,
  encoder: 'batch',
});
const { readings: count, kills, drop, rate, encoder } = values;

const broker = await startBroker();
const proxy = await startFaultyProxy(broker.port, (answer) => answer % drop === 0);
try {
  await declare();
  const startMs = performance.now();
  let settled = () => 0;
  const chain = resolveChain({ name: 'faults', generator: { rate, encoder } }, 'the bench');
  const { connection } = proxy;
  const sent = generate(
    { chain, folder: '.', connection, site: '0', toStdout: false, count },
    {
      log: () => undefined,
      stdout: () => undefined,
      onStart: (read) => (settled = () => read().acknowledged),
      signal: new AbortController().signal,
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
  printFigures('faults', { encoder, ...law, ...faults });
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
