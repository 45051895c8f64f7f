/**
 * `npm run bench:pace [RATE …]`: asked and achieved rate of one generator alone on the broker, over 30 s. Prints a JSON
 * line a rate.
 */
import { execa } from 'execa';
import { topicNames } from '../chain/names.ts';
import { openKafka } from '../kafka/client.ts';
import { startBroker } from '../test/support/broker.ts';
import { machineFacts } from './machine.ts';

const rates = process.argv.slice(2).map(Number);
const courant = new URL('../bin/courant.mjs', import.meta.url).pathname;

interface Stopped {
  readonly event: string;
  readonly acknowledged: number;
  readonly achievedPerSecond: number;
}

const broker = await startBroker();
try {
  const kafka = await openKafka(broker.connection);
  await kafka.declare(
    [topicNames.readings, topicNames.progress].map((name) => ({
      name,
      partitions: 4,
      replicationFactor: 1,
      config: {},
    })),
  );
  await kafka.close();
  for (const rate of rates.length > 0 ? rates : [1_000, 5_000, 10_000, 20_000]) {
    const servers = broker.connection.bootstrapServers.join(',');
    const { stdout } = await execa(
      process.execPath,
      [courant, 'generate', `--bootstrap-servers=${servers}`, `--rate=${rate}`, '--duration=30s'],
      { cwd: broker.folder },
    );
    const events = stdout.split('\n').map((line) => JSON.parse(line) as Stopped);
    const stopped = events.find(({ event }) => event === 'stopped');
    if (stopped === undefined) throw new Error(stdout);
    const { acknowledged, achievedPerSecond } = stopped;
    const errorPercent = Number((Math.abs(achievedPerSecond / rate - 1) * 100).toFixed(3));
    const figures = { rate, achievedPerSecond, acknowledged, errorPercent };
    console.log(JSON.stringify({ bench: 'pace', ...figures, ...machineFacts() }));
  }
} finally {
  await broker.remove();
}
