/** The source that a definition names. */
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import { randomSensors } from './sensors.ts';
import type { BadRow, ReadingSource } from './source.ts';

/** Bad rows that are shown one by one; the others are only counted. */
const mostShown = 20;

/**
 * @param startMs when the run starts, in ms since the epoch
 * @throws CourantError COURANT_REPLAY_INVALID
 */
export async function openSource(
  { chain, folder, site }: GenerateOptions,
  startMs: number,
  say: GeneratorIo['say'],
): Promise<ReadingSource> {
  const { source, seed, rate } = chain.generator;
  if (source.type === 'random') {
    return randomSensors(source, { seed, site, ratePerSecond: nominalRate(rate), startMs });
  }
  const { openReplay } = await import('./replay/replay.ts');
  const onNote = (text: string) => {
    say({ level: 'info', event: 'note', text });
  };
  return openReplay(source, { folder, startMs, onBadRow: badRowTeller(say), onNote });
}

function badRowTeller(say: GeneratorIo['say']): (row: BadRow) => void {
  let shown = 0;
  return (row) => {
    shown += 1;
    if (shown <= mostShown) say({ level: 'warn', event: 'bad_row', ...row });
    else if (shown === mostShown + 1) {
      say({ level: 'warn', event: 'bad_rows_not_shown', after: mostShown });
    }
  };
}

/** Event time of `max` passes as if at the highest rate that can be asked for. */
const nominalOfMax = 1_000_000;

/** The rate by which event time passes. */
export function nominalRate(rate: number | 'max'): number {
  return rate === 'max' ? nominalOfMax : rate;
}

/** Readings a second that were asked for; `null` where the files say when, or all go as fast as possible. */
export function askedPerSecond({ chain }: GenerateOptions): number | null {
  const { source, rate } = chain.generator;
  const isByRate =
    source.type === 'random' || (source.time === undefined && source.speed !== 'max');
  return isByRate && rate !== 'max' ? rate : null;
}
