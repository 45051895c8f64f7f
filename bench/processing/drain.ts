/** How an engine works off a backlog that was written before. */
import { round } from '../figures.ts';
import type { Stage } from './stage.ts';
import { say } from './say.ts';
import type { CpuByKind } from './threads.ts';

export type Drained = Awaited<ReturnType<typeof drain>>;

/** The engine stands still before and afterwards; whatever came before has been answered. */
export async function drain(stage: Stage, readings: number) {
  say(`${stage.engine.name}: writing ${readings} readings`);
  await stage.fill(readings);
  const watch = await stage.watch();
  stage.thaw();
  await stage.answered();
  const cost = await watch.end();
  stage.freeze();
  const millions = readings / 1e6;
  return {
    readings,
    seconds: round(cost.seconds, 2),
    cpuSecondsPerMillion: round(cost.cpuSeconds / millions, 2),
    rowsPerSecondPerQuery: Math.round(readings / cost.seconds),
    brokerCpuSecondsPerMillion: round(cost.brokerCpuSeconds / millions, 2),
    threads: perMillion(cost.byThread, millions),
    peakMiB: cost.peakMiB,
    peakChainMiB: cost.peakChainMiB,
  };
}

function perMillion(byThread: CpuByKind, millions: number): CpuByKind {
  const entries = Object.entries(byThread).map(([kind, cpu]) => [kind, round(cpu / millions, 2)]);
  return Object.fromEntries(entries) as CpuByKind;
}
