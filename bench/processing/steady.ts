/** What an engine costs, and how late its rows come, while readings come at a rate. */
import { setTimeout as pause } from 'node:timers/promises';
import { round } from '../figures.ts';
import { SpanReadings } from './latency.ts';
import { say } from './say.ts';
import type { Stage } from './stage.ts';
import type { CpuByKind } from './threads.ts';
import type { Cost } from './watch.ts';

const lookMs = 1_000;
const sayEveryLooks = 15;

interface Span {
  readonly rate: number;
  readonly seconds: number;
  /** Before the span begins; the engine stood still until now. */
  readonly warmSeconds: number;
}

export type Held = Awaited<ReturnType<typeof hold>>;

/** The engine stands still before and afterwards; then all that came has been answered, so that no late row is left out. */
export async function hold(stage: Stage, { rate, seconds, warmSeconds }: Span) {
  stage.thaw();
  stage.produce(rate);
  await lagsOver(stage, warmSeconds, { what: `warming at ${rate}/s` });
  await stage.readings.count();
  const recorded = await stage.answers.record();
  const [watch, fromMs] = [await stage.watch(), Date.now()];
  const before = await stage.readings.inTopic();
  const lags = await lagsOver(stage, seconds, { what: `${rate}/s` });
  const [cost, toMs, after] = [await watch.end(), Date.now(), await stage.readings.inTopic()];
  await stage.stopProducing();
  const readings = new SpanReadings(fromMs, toMs);
  await stage.readings.count(readings.add);
  await stage.answered();
  stage.freeze();
  const rows = await recorded();
  return {
    rate,
    achieved: Math.round((after - before) / cost.seconds),
    ...inCores(cost),
    ...halves(lags),
    stateless: readings.hot(rows.hot),
    window: readings.windows(rows.windows),
  };
}

function inCores({ seconds, peakMiB, peakChainMiB, ...cost }: Cost) {
  const threads = Object.entries(cost.byThread).map(
    ([kind, cpu]) => [kind, cpu / seconds] as const,
  );
  const chain = cost.cpuSeconds + cost.brokerCpuSeconds + cost.generatorCpuSeconds;
  return {
    seconds: round(seconds, 1),
    legCores: round(cost.cpuSeconds / seconds, 3),
    brokerCores: round(cost.brokerCpuSeconds / seconds, 3),
    chainCores: round(chain / seconds, 3),
    threads: Object.fromEntries(
      threads.map(([kind, cores]) => [kind, round(cores, 3)]),
    ) as CpuByKind,
    peakMiB,
    peakChainMiB,
  };
}

function halves(lags: readonly number[]) {
  const half = Math.floor(lags.length / 2);
  return { lagFirstHalf: average(lags.slice(0, half)), lagLastHalf: average(lags.slice(half)) };
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
