/** What came out, for people. */
import { machineFacts, median, round, table } from '../figures.ts';
import type { Drained } from './drain.ts';
import type { EngineName } from './engines.ts';
import type { Percentiles } from './latency.ts';
import type { FirstRow } from './stage.ts';
import type { Held } from './steady.ts';

type Of<Figures> = Figures & { readonly engine: EngineName };
type OfRound = Of<Drained> & { readonly round: number };

/** What was measured, in order. */
export interface Seen {
  readonly firstRows: Of<FirstRow>[];
  readonly held: Of<Held>[];
  readonly drained: OfRound[];
}

export function tablesOf({ firstRows, held, drained }: Seen): string {
  const { node, cpu, cores, load } = machineFacts();
  return [
    firstRowTable(firstRows),
    ...(held.length === 0 ? [] : [heldTable(held)]),
    ...(drained.length === 0 ? [] : [drainTable(drained)]),
    ...(new Set(drained.map(({ engine }) => engine)).size < 2 ? [] : [comparison(drained)]),
    `Node ${node}, ${cores} cores (${cpu}), load ${load}`,
  ]
    .map((part) => `\n${part}`)
    .join('\n');
}

function firstRowTable(seen: readonly Of<FirstRow>[]): string {
  const rows = seen.map(({ engine, wallMs, cpuSeconds }) => [engine, wallMs, cpuSeconds]);
  return table(['start to first row', 'ms', 'CPU-s'], rows);
}

function heldTable(seen: readonly Of<Held>[]): string {
  const head = [
    'cores while readings come',
    'a second',
    'Spark leg',
    'driver',
    'tasks',
    'compiler',
  ];
  const rows = seen.map(({ engine, rate, threads, ...one }) => [
    ...[engine, rate, one.legCores, threads.driver, threads.tasks, threads.compiler],
    ...[threads.collector, one.brokerCores, one.chainCores, one.lagFirstHalf, one.lagLastHalf],
    ...[written(one.stateless), written(one.window), one.peakMiB, one.peakChainMiB],
  ]);
  const more = ['collector', 'broker', 'chain', 'lag, first half', 'last half'];
  const last = ['hot row p50 / p99 ms', 'window row', 'peak MiB', 'chain MiB'];
  return table([...head, ...more, ...last], rows);
}

function drainTable(seen: readonly OfRound[]): string {
  const head = ['CPU-s a million, draining', 'round', 'Spark leg', 'driver', 'tasks', 'compiler'];
  const rows = seen.map(({ engine, threads, ...one }) => [
    ...[engine, one.round + 1, one.cpuSecondsPerMillion, threads.driver, threads.tasks],
    ...[threads.compiler, threads.collector, threads.other, one.brokerCpuSecondsPerMillion],
    ...[one.rowsPerSecondPerQuery, one.peakMiB, one.peakChainMiB],
  ]);
  const more = ['collector', 'other', 'broker', 'rows/s a query', 'peak MiB', 'with broker'];
  return table([...head, ...more], rows);
}

/** By CPU of the Spark leg: what carries over from a machine to another. */
function comparison(seen: readonly OfRound[]): string {
  const ratio = (isCounted: (round: number) => boolean): string => {
    const of = (name: EngineName) =>
      seen.filter(({ engine, round: at }) => engine === name && isCounted(at));
    const [ours, theirs] = [of('courant'), of('spark')];
    if (ours.length === 0 || theirs.length === 0) return '–';
    const cpu = (some: readonly Drained[]) => median(some, (one) => one.cpuSecondsPerMillion);
    return `${round(cpu(theirs) / cpu(ours), 2)}×`;
  };
  return (
    `plain Spark's CPU / ours, draining: first round ${ratio((at) => at === 0)}, ` +
    `later ${ratio((at) => at > 0)}`
  );
}

function written({ p50Ms, p99Ms }: Percentiles): string {
  return `${p50Ms ?? '–'} / ${p99Ms ?? '–'}`;
}
