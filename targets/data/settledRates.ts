/** The rates of a chain's legs, and whether each has the rate of the one before it. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ChainDefinition } from '../../chain/chain.ts';
import { topicNames } from '../../chain/names.ts';
import { number } from '../../chain/words/counted.ts';
import type { StepReport } from '../target.ts';
import type { StatusWatch } from './status.ts';
import type { StatusDocument } from './statusDocument.ts';

export const rates = z.object({
  /** Readings a second that the generators see acknowledged. */
  generator: z.number().nonnegative().nullable(),
  /** Records a second that arrive in `readings`. */
  topic: z.number().nonnegative().nullable(),
  /** Rows a second that the slowest query reads. */
  query: z.number().nonnegative().nullable(),
});
export type Rates = z.infer<typeof rates>;

const pollMs = 500;
/** Rates are told over the last seconds; a new one fills that span only after a while. */
export const settlingMs = 45_000;
/** A leg follows when its rate is this near to what it should be. */
const tolerance = 0.12;

/** Readings a second once the replicas run; `undefined` where the rate moves by itself. */
export function expectedRate({ generator }: ChainDefinition, replicas: number): number | undefined {
  const { rate, load } = generator;
  return rate === 'max' || load.shape !== 'constant' ? undefined : rate * replicas;
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly step: StepReport;
  /** Readings a second that the generators are asked for; without it, the rates need only agree. */
  readonly expected?: number | undefined;
}

/** The rates once each leg follows the one before it, or as they are at the deadline. */
export async function settledRates(
  watch: StatusWatch,
  { signal, deadlineMs: patience, step, expected }: Waiting,
): Promise<{ rates: Rates; settled: boolean }> {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = ratesOf(await watch.read());
    const settled = isSettled(seen, expected);
    if (settled || Date.now() > deadline) return { rates: seen, settled };
    step.progress(ratesSentence(seen));
    await pause(pollMs, undefined, { signal });
  }
}

export function ratesOf({ generator, kafka, queries }: StatusDocument): Rates {
  const readings = kafka.topics.find(({ name }) => name === topicNames.readings);
  const read = queries.flatMap(({ ratePerSecond }) => ratePerSecond ?? []);
  return {
    generator: generator.ratePerSecond,
    topic: readings?.ratePerSecond ?? null,
    query: read.length === 0 ? null : Math.min(...read),
  };
}

/** Whether each leg has the rate that is asked for, or, where none is, that of the generator. */
export function isSettled({ generator, topic, query }: Rates, expected?: number): boolean {
  if (generator === null || topic === null || query === null) return false;
  return [generator, topic, query].every((rate) => isNear(rate, expected ?? generator));
}

function isNear(rate: number, wanted: number): boolean {
  return Math.abs(rate - wanted) <= Math.max(wanted * tolerance, 0.5);
}

function ratesSentence({ generator, topic, query }: Rates): string {
  const written = (rate: number | null): string => (rate === null ? '–' : number(Math.round(rate)));
  return `generator ${written(generator)}/s · topic ${written(topic)}/s · query ${written(query)}/s`;
}
