/**
 * `npm run bench:pace -- [RATE …] [--seconds 60] [--to sink|broker]`: asked and achieved rate of one generator alone, and
 * how late its event loop was. The rate is told twice: by the generator, and by what arrived between the first and the
 * last batch on the clock of the receiving side (the sink only). Prints a JSON line a rate, then a table.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { printFigures, round, table } from './figures.ts';
import { options } from './options.ts';
import { temporaryFolder } from './processes.ts';
import type { Child, ObserverAnswer } from './processes.ts';
import { generator } from './produce/clients.ts';
import { startReceiver } from './produce/receivers.ts';
import type { Receiver } from './produce/receivers.ts';

const { values, positionals } = options({ seconds: 60, to: 'sink' }, { allowPositionals: true });
const { seconds } = values;
const rates = positionals.length > 0 ? positionals.map(Number) : [1_000, 10_000, 100_000];
/** The start is over, and the end has not begun. */
const marginMs = 3_000;

interface Stopped {
  readonly event: string;
  readonly acknowledged: number;
  readonly achievedPerSecond: number;
}

function stoppedBy(child: Child): Stopped {
  const line = child.stdout.split('\n').find((text) => text.includes('"event":"stopped"'));
  if (line === undefined) throw new Error(child.lastWords);
  return JSON.parse(line) as Stopped;
}

/** Of what arrived; the last batch itself came after the span. `null` where the receiver does not tell. */
async function arrivedPerSecond(to: Receiver, acknowledged: number): Promise<number | null> {
  if (to.count === undefined) return null;
  const { records, firstMs, lastMs } = await to.count();
  if (records !== acknowledged) throw new Error(`${records} arrived, ${acknowledged} acknowledged`);
  return firstMs === null || lastMs === null ? null : (records / (lastMs - firstMs)) * 1_000;
}

async function measure(folder: string, rate: number) {
  const receiver = await startReceiver(values.to);
  const client = generator(folder, `pace-${rate}`, { rate });
  const child = client.start(receiver.servers, ['--duration', `${seconds}s`]);
  try {
    await pause(marginMs);
    await child.ask({ ask: 'begin', eventLoop: true });
    await pause(seconds * 1_000 - 2 * marginMs);
    const seen = (await child.ask({ ask: 'end', eventLoop: true })) as ObserverAnswer;
    await child.ended(30_000);
    const { acknowledged, achievedPerSecond } = stoppedBy(child);
    const arrived = await arrivedPerSecond(receiver, acknowledged);
    return {
      rate,
      to: receiver.name,
      achievedPerSecond,
      acknowledged,
      errorPercent: errorOf(acknowledged / seconds, rate),
      arrivedErrorPercent: arrived === null ? null : errorOf(arrived, rate),
      eventLoopP99Ms: round(seen.eventLoopP99Ms ?? 0, 1),
      eventLoopMaxMs: round(seen.eventLoopMaxMs ?? 0, 1),
      cpuPercent: round((seen.cpuSeconds / (seconds - (2 * marginMs) / 1_000)) * 100, 1),
      residentMiB: Math.round(seen.residentBytes / 2 ** 20),
    };
  } finally {
    await child.kill();
    await receiver.close();
  }
}

function errorOf(perSecond: number, rate: number): number {
  return round(Math.abs(perSecond / rate - 1) * 100, 3);
}

const folder = temporaryFolder();
const seen: Awaited<ReturnType<typeof measure>>[] = [];
for (const rate of rates) {
  const figures = await measure(folder, rate);
  seen.push(figures);
  printFigures('pace', figures);
}
const head = ['asked/s', 'achieved/s', 'error %', 'seen by the sink %', 'loop p99 ms', 'CPU %'];
const rows = seen.map((one) => [
  one.rate,
  one.achievedPerSecond,
  one.errorPercent,
  one.arrivedErrorPercent,
  one.eventLoopP99Ms,
  one.cpuPercent,
]);
console.log(table(head, rows));
