/** Memory and lag of a chain over a long time, at 5,000 readings a second. */
import { formatDuration } from '../../chain/words/quantity.ts';
import { median, round } from '../figures.ts';
import type { Stage } from './stage.ts';
import { average, lagsOver } from './steady.ts';
import { residentMemory } from './watch.ts';

const rate = 5_000;
const minuteMs = 60_000;
/** Compilers are done by then, and the heap has the size that it needs. */
const fromMinute = 5;
const tolerance = 0.05;
const mebibyte = 2 ** 20;

export interface Minute {
  readonly minute: number;
  readonly residentMiB: number;
  readonly chainMiB: number;
  readonly legCores: number;
  /** Readings, on average. */
  readonly lag: number;
}

/** @param tell called after each minute */
export async function soak(stage: Stage, spanMs: number, tell: (minute: Minute) => void) {
  stage.thaw();
  stage.produce(rate);
  const minutes: Minute[] = [];
  for (let minute = 1; minute <= Math.max(1, spanMs / minuteMs); minute += 1) {
    const seen = await oneMinute(stage, minute, formatDuration(spanMs));
    minutes.push(seen);
    tell(seen);
  }
  return { rate, minutes: minutes.length, ...judged(minutes) };
}

async function oneMinute(stage: Stage, minute: number, span: string): Promise<Minute> {
  const watch = await stage.watch();
  const looks: { readonly spark: number; readonly chain: number }[] = [];
  const lags = await lagsOver(stage, minuteMs / 1_000, {
    what: `minute ${minute} of ${span} at ${rate}/s`,
    onLook: async () => void looks.push(await residentMemory(stage.legs)),
  });
  const { cpuSeconds, seconds } = await watch.end();
  return {
    minute,
    residentMiB: Math.round(median(looks, ({ spark }) => spark) / mebibyte),
    chainMiB: Math.round(median(looks, ({ chain }) => chain) / mebibyte),
    legCores: round(cpuSeconds / seconds, 3),
    lag: average(lags),
  };
}

/** Flat: within ±5 % of what was resident in the fifth minute, and a lag that did not grow by a second's readings. */
export function judged(minutes: readonly Minute[]) {
  const counted = minutes.filter(({ minute }) => minute >= fromMinute);
  const [first] = counted;
  if (first === undefined) return { isMemoryFlat: null, isLagFlat: null };
  const shares = counted.map(({ residentMiB }) => residentMiB / first.residentMiB - 1);
  const half = Math.ceil(counted.length / 2);
  const lagOf = (some: readonly Minute[]): number => average(some.map(({ lag }) => lag));
  const growth = lagOf(counted.slice(half)) - lagOf(counted.slice(0, half));
  return {
    isMemoryFlat: shares.every((share) => Math.abs(share) <= tolerance),
    isLagFlat: growth < rate,
    mostGrowthPercent: round(Math.max(...shares) * 100, 1),
    mostShrinkPercent: round(Math.min(...shares) * 100, 1),
  };
}
