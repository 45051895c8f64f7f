/** What an engine costs, and how late its rows come, while readings come at a rate. */
import { setTimeout as pause } from 'node:timers/promises';
import { round } from '../figures.ts';
import { SpanReadings } from './latency.ts';
import { say } from './say.ts';
import type { Stage } from './stage.ts';
import type { CpuByKind } from './threads.ts';

const lookMs = 1_000;
const sayEveryLooks = 15;

interface Span {
  readonly rate: number;
  readonly seconds: number;
  /** Before the span begins; the engine stood still until now. */
  readonly warmSeconds: number;
}

export type Held = Awaited<ReturnType<typeof hold>>;

/** The engine goes on for as long as it takes, and stands still afterwards. */
export async function hold(stage: Stage, { rate, seconds, warmSeconds }: Span) {
  stage.thaw();
  stage.produce(rate);
  await lagsOver(stage, warmSeconds, { what: `warming at ${rate}/s` });
  await stage.readings.count();
  const recorded = await stage.answers.record();
  const [watch, fromMs] = [await stage.watch(), Date.now()];
  const lags = await lagsOver(stage, seconds, { what: `${rate}/s` });
  const [cost, toMs] = [await watch.end(), Date.now()];
  const rows = await recorded();
  stage.freeze();
  await stage.stopProducing();
  const before = stage.readings.total;
  const readings = new SpanReadings(fromMs, toMs);
  await stage.readings.count(readings.add);
  const chainCpuSeconds = cost.cpuSeconds + cost.brokerCpuSeconds + cost.generatorCpuSeconds;
  const half = Math.floor(lags.length / 2);
  return {
    rate,
    seconds: round(cost.seconds, 1),
    readings: stage.readings.total - before,
    legCores: round(cost.cpuSeconds / cost.seconds, 3),
    chainCores: round(chainCpuSeconds / cost.seconds, 3),
    brokerCores: round(cost.brokerCpuSeconds / cost.seconds, 3),
    threads: aSecond(cost.byThread, cost.seconds),
    lagFirstHalf: average(lags.slice(0, half)),
    lagLastHalf: average(lags.slice(half)),
    stateless: readings.hot(rows.hot),
    window: readings.windows(rows.windows),
    peakMiB: cost.peakMiB,
    peakChainMiB: cost.peakChainMiB,
  };
}

/** Readings that no window holds yet, each second. */
export async function lagsOver(
  stage: Stage,
  seconds: number,
  { what, onLook }: { readonly what: string; readonly onLook?: () => Promise<void> },
): Promise<number[]> {
  const end = performance.now() + seconds * 1_000;
  const lags: number[] = [];
  while (performance.now() < end) {
    // The interval of an observation, not a wait for something to happen.
    await pause(Math.min(lookMs, end - performance.now()));
    const lag = await stage.lag();
    await onLook?.();
    if (lags.push(lag) % sayEveryLooks === 0) {
      say(`${stage.engine.name}, ${what}: ${lags.length} of ${seconds} s, lag ${lag} readings`);
    }
  }
  return lags;
}

export function average(lags: readonly number[]): number {
  return Math.round(lags.reduce((sum, lag) => sum + lag, 0) / Math.max(1, lags.length));
}

/** In cores. */
function aSecond(byThread: CpuByKind, seconds: number): CpuByKind {
  const entries = Object.entries(byThread).map(([kind, cpu]) => [kind, round(cpu / seconds, 3)]);
  return Object.fromEntries(entries) as CpuByKind;
}
