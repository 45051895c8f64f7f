/** Readings on standard output: no Kafka. */
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import type { GenerateSummary } from './events.ts';
import { askedPerSecond, openSource, paceOf } from './openSource.ts';
import type { OpenSource } from './openSource.ts';
import { Pacer, systemClock } from './pace/pacer.ts';
import { Printer } from './printer.ts';
import { run } from './loop.ts';
import { perSecond } from './account/tally.ts';

export async function print(options: GenerateOptions, io: GeneratorIo): Promise<GenerateSummary> {
  const source = await openSource(options, Date.now(), io.say);
  const startMs = systemClock.nowMs();
  try {
    const printed = await printAll(options, io, source);
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

function printAll(
  { chain, sample, count = Number.POSITIVE_INFINITY, durationMs }: GenerateOptions,
  io: GeneratorIo,
  source: OpenSource,
): Promise<number> {
  const sink = new Printer(io.stdout);
  const intake = source.intake({ sink, producer: '' });
  // A sample waits for nothing.
  const pacer =
    sample === undefined
      ? new Pacer({ clock: systemClock, load: paceOf(chain), endMs: durationMs })
      : new Pacer({ clock: systemClock, load: undefined, isAtOnce: true });
  return run({ intake, pacer, count: sample ?? count, signal: io.signal });
}
