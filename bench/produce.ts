/**
 * `npm run bench:produce -- [--rounds 5] [--warm 6] [--seconds 5] [--to sink|broker|both] [--only NAME,…]`: how many
 * readings a second one producing process gets acknowledged by all (idempotent), and what that costs: the generator as
 * `courant generate` runs it at rate `max`, the same through the stock encoder, kafkajs as its README shows it, Kafka's
 * own ProducerPerformance, and kcat where it is on PATH. Each round runs each of them once, so that a busy moment of the
 * machine meets all of them; medians, and ratios within a round. Prints a JSON line a measurement, then a table.
 */
import { machineFacts, median, printFigures, table } from './figures.ts';
import { options } from './options.ts';
import { temporaryFolder } from './processes.ts';
import { clientsIn } from './produce/clients.ts';
import { measure } from './produce/measure.ts';
import type { Client, Measured } from './produce/measure.ts';
import { startReceiver } from './produce/receivers.ts';
import type { Receiver } from './produce/receivers.ts';

const { values } = options({ rounds: 5, warm: 6, seconds: 5, to: 'both', only: '' });
const span = { warmCpuSeconds: values.warm, spanMs: values.seconds * 1_000 };
const only = values.only.split(',');

const clients = (await clientsIn(temporaryFolder())).filter(
  ({ name }) => values.only === '' || only.includes(name),
);
for (const name of ['sink', 'broker'].filter((one) => ['both', one].includes(values.to))) {
  const receiver = await startReceiver(name);
  try {
    await compare(clients, receiver);
  } finally {
    await receiver.close();
  }
}

async function compare(clients: readonly Client[], receiver: Receiver): Promise<void> {
  const rounds: Measured[][] = [];
  for (let round = 0; round < values.rounds; round += 1) {
    const seen: Measured[] = [];
    for (const client of clients) {
      const measured = await measure(client, receiver, span);
      seen.push(measured);
      printFigures('produce', { round, ...measured });
    }
    rounds.push(seen);
  }
  tell(receiver, rounds);
}

function tell(receiver: Receiver, rounds: readonly (readonly Measured[])[]): void {
  const names = rounds[0]?.map(({ client }) => client) ?? [];
  const rows = names.map((name, column) => {
    const seen = rounds.flatMap((round) => round[column] ?? []);
    const typical = (figure: (measured: Measured) => number | null): number | null =>
      seen.some((one) => figure(one) === null) ? null : median(seen, (one) => figure(one) ?? 0);
    const ratio = (of: (first: Measured, other: Measured) => number): string => {
      const ratios = rounds.flatMap((round) => {
        const [first, other] = [round[0], round[column]];
        return first === undefined || other === undefined ? [] : of(first, other);
      });
      return `${median(ratios, (one) => one).toFixed(2)}×`;
    };
    return [
      name,
      typical((one) => one.readingsPerSecond),
      ratio((first, other) => first.readingsPerSecond / other.readingsPerSecond),
      typical((one) => one.cpuSecondsAMillion),
      // On a busy machine the CPU that each got differs from round to round; this does not.
      ratio((first, other) => other.cpuSecondsAMillion / first.cpuSecondsAMillion),
      typical((one) => one.receiverCpuSecondsAMillion),
      typical((one) => one.eventLoopP99Ms),
      typical((one) => one.residentMiB),
      typical((one) => one.bytesAReading),
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
