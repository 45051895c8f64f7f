/**
 * `npm run bench:soak -- [--minutes 10] [--to sink|broker]`: resident memory of the generator at full speed, every five
 * seconds. Growth is told between the first minute after the warm-up and the last minute: medians, so that a collection
 * that is just due does not count. Prints a JSON line every half minute, and one at the end.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { median, printFigures, round } from './figures.ts';
import { options } from './options.ts';
import { temporaryFolder } from './processes.ts';
import { generator } from './produce/clients.ts';
import { startReceiver } from './produce/receivers.ts';
import type { Receiver } from './produce/receivers.ts';

const { values } = options({ minutes: 10, to: 'sink' });
const spanMs = values.minutes * 60_000;
const warmMs = 30_000;
const lookMs = 5_000;
const mebibyte = 2 ** 20;

interface Look {
  readonly atMs: number;
  readonly records: number;
  readonly residentMiB: number;
}

async function watch(receiver: Receiver): Promise<Look[]> {
  const child = generator(temporaryFolder(), 'soak', { rate: 'max' }).start(receiver.servers);
  try {
    await pause(warmMs);
    const looks: Look[] = [];
    const end = performance.now() + spanMs;
    while (performance.now() < end) {
      const { atMs, records } = await receiver.arrived();
      if (child.isGone) throw new Error(child.lastWords);
      looks.push({ atMs, records, residentMiB: (await child.residentBytes()) / mebibyte });
      if (looks.length % 6 === 1) tell({ ...looks.at(-1), atMs: Math.round(atMs) });
      await pause(lookMs);
    }
    return looks;
  } finally {
    await child.kill();
  }
}

function tell(figures: object): void {
  printFigures('soak', { to: values.to, ...figures });
}

/** Median resident MiB of the looks within a minute from `fromMs`. */
function medianFrom(looks: readonly Look[], fromMs: number): number {
  const seen = looks.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 60_000);
  return median(seen, ({ residentMiB }) => residentMiB);
}

function summary(looks: readonly Look[]) {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was seen');
  const firstMinuteMiB = medianFrom(looks, first.atMs);
  const lastMinuteMiB = medianFrom(looks, last.atMs - 59_999);
  return {
    minutes: round((last.atMs - first.atMs) / 60_000, 1),
    readingsPerSecond: Math.round(
      (last.records - first.records) / ((last.atMs - first.atMs) / 1e3),
    ),
    mostMiB: round(Math.max(...looks.map(({ residentMiB }) => residentMiB)), 1),
    firstMinuteMiB: round(firstMinuteMiB, 1),
    lastMinuteMiB: round(lastMinuteMiB, 1),
    growthMiB: round(lastMinuteMiB - firstMinuteMiB, 1),
  };
}

const receiver = await startReceiver(values.to);
try {
  tell(summary(await watch(receiver)));
} finally {
  await receiver.close();
}
