/** Readings on standard output: no Kafka. */
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import type { GenerateSummary } from './events.ts';
import { Feed } from './feed.ts';
import { askedPerSecond, nominalRate, openSource } from './openSource.ts';
import { Pacer, systemClock } from './pacer.ts';
import { run } from './run.ts';
import type { ReadingSource, TimedReading } from './source.ts';
import { perSecond } from './tally.ts';

export async function print(options: GenerateOptions, io: GeneratorIo): Promise<GenerateSummary> {
  const source = await openSource(options, Date.now(), io.say);
  const startMs = systemClock.nowMs();
  try {
    const printed = await (options.sample === undefined
      ? printPaced(options, io, source)
      : printSample(options.sample, io, source));
    const durationMs = Math.round(systemClock.nowMs() - startMs);
    const summary: GenerateSummary = {
      acknowledged: printed,
      failed: 0,
      unsent: 0,
      oversized: 0,
      unknown: 0,
      badRows: source.badRows,
      askedPerSecond: askedPerSecond(options),
      achievedPerSecond: perSecond(printed, durationMs),
      durationMs,
    };
    // A sample speaks for itself, except for the bad rows that were left out of it.
    if (options.sample === undefined || source.badRows > 0) {
      io.say({ level: 'info', event: 'stopped', ...summary });
    }
    return summary;
  } finally {
    await source.close();
  }
}

async function printSample(count: number, io: GeneratorIo, source: ReadingSource): Promise<number> {
  let printed = 0;
  while (printed < count && !io.signal.aborted) {
    const readings = await source.next(Math.min(count - printed, 1_000));
    if (readings.length === 0) break;
    printLines(readings, io);
    printed += readings.length;
  }
  return printed;
}

function printPaced(
  { chain, count, durationMs }: GenerateOptions,
  io: GeneratorIo,
  source: ReadingSource,
): Promise<number> {
  const ratePerSecond = nominalRate(chain.generator.rate);
  return run({
    feed: new Feed(source),
    pacer: new Pacer({ clock: systemClock, ratePerSecond, endMs: durationMs }),
    sink: {
      put: (readings) => {
        printLines(readings, io);
        return Promise.resolve(readings.length);
      },
    },
    count: count ?? Number.POSITIVE_INFINITY,
    signal: io.signal,
  });
}

function printLines(readings: readonly TimedReading[], io: GeneratorIo): void {
  for (const { reading } of readings) io.stdout(JSON.stringify(reading));
}
