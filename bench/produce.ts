/**
 * `npm run bench:produce -- [--rounds 5] [--warm 6] [--seconds 5] [--to sink|broker|both] [--only NAME,…]`: how many
 * readings a second one producing process gets acknowledged by all (idempotent), and what that costs: the generator as
 * `courant generate` runs it at rate `max`, the same through the stock encoder, kafkajs as its README shows it, Kafka's
 * own ProducerPerformance, and kcat where it is on PATH. Each round runs each of them once, so that a busy moment of the
 * machine meets all of them; medians, and ratios within a round. Prints a JSON line a measurement, then a table.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts, percentile } from './machine.ts';
import { clientsIn } from './produce/clients.ts';
import type { Client } from './produce/client.ts';
import { measure } from './produce/measure.ts';
import type { Measured } from './produce/measure.ts';
import { Broker, Sink } from './produce/receivers.ts';
import type { Receiver } from './produce/receivers.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    warm: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '5' },
    to: { type: 'string', default: 'both' },
    only: { type: 'string' },
  },
});
const span = { warmCpuSeconds: Number(values.warm), spanMs: Number(values.seconds) * 1_000 };
const only = values.only?.split(',');

const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
try {
  const clients = (await clientsIn(folder)).filter(({ name }) => only?.includes(name) ?? true);
  const receivers = [
    { name: 'sink', start: () => Sink.start() },
    { name: 'broker', start: () => Broker.start() },
  ].filter(({ name }) => ['both', name].includes(values.to));
  for (const { start } of receivers) {
    const receiver = await start();
    try {
      await compare(clients, receiver);
    } finally {
      await receiver.close();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(clients: readonly Client[], receiver: Receiver): Promise<void> {
  const rounds: Measured[][] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const seen: Measured[] = [];
    for (const client of clients) {
      const measured = await measure(client, receiver, span);
      seen.push(measured);
      console.log(JSON.stringify({ bench: 'produce', round, ...measured, ...machineFacts() }));
    }
    rounds.push(seen);
  }
  tell(receiver, rounds);
}

function tell(receiver: Receiver, rounds: readonly (readonly Measured[])[]): void {
  const names = rounds[0]?.map(({ client }) => client) ?? [];
  const rows = names.map((name, column) => {
    const seen = rounds.flatMap((round) => round[column] ?? []);
    const median = (figure: (measured: Measured) => number | null): number | null =>
      seen.some((one) => figure(one) === null)
        ? null
        : percentile(
            seen.map((one) => figure(one) ?? 0),
            50,
          );
    const ratio = (of: (first: Measured, other: Measured) => number): string => {
      const ratios = rounds.flatMap((round) => {
        const [first, other] = [round[0], round[column]];
        return first === undefined || other === undefined ? [] : of(first, other);
      });
      return `${percentile(ratios, 50).toFixed(2)}×`;
    };
    return [
      name,
      median((one) => one.readingsPerSecond),
      ratio((first, other) => first.readingsPerSecond / other.readingsPerSecond),
      median((one) => one.cpuSecondsAMillion),
      // On a busy machine the CPU that each got differs from round to round; this does not.
      ratio((first, other) => other.cpuSecondsAMillion / first.cpuSecondsAMillion),
      median((one) => one.receiverCpuSecondsAMillion),
      median((one) => one.eventLoopP99Ms),
      median((one) => one.residentMiB),
      median((one) => one.bytesAReading),
    ];
  });
  const { node, cpu, cores, load } = machineFacts();
  console.log(
    `\nto the ${receiver.name}: medians of ${rounds.length} rounds; Node ${node}, ${cores} cores (${cpu}), load ${load}`,
  );
  const head = [
    'client',
    'readings/s',
    `${names[0] ?? ''} is`,
    'CPU-s/M',
    'by CPU',
    `${receiver.name} CPU-s/M`,
    'loop p99 ms',
    'resident MiB',
    'B/reading',
  ];
  console.log(`${table(head, rows)}\n`);
}
