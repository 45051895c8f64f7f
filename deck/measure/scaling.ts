/** One generator, three, and one again: the rate that arrives at each leg. */
import type { ChainDefinition } from '../../chain/chain.ts';
import { expectedRate, settledRates } from '../../targets/data/settledRates.ts';
import type { Rates } from '../../targets/data/settledRates.ts';
import { inStep, silentReporter } from '../../targets/steps.ts';
import { isMadeUp } from '../facts/definition.ts';
import { loadNow } from '../facts/machine.ts';
import { figuresFrom } from '../figure.ts';
import type { Figure, Why } from '../figure.ts';
import type { Measuring } from './measuring.ts';

const counts = [1, 3, 1] as const;
/** All of them, with their kills, take four minutes at most where nothing else is slow. */
const deadlineMs = 30_000;

export interface ScaledTo {
  readonly replicas: Figure;
  readonly generator: Figure;
  readonly topic: Figure;
  readonly query: Figure;
  /** Of the machine, when the rates had settled. */
  readonly load: Figure;
}

/** @param before generators that there were, and will be again */
export async function scaleUpAndDown(measuring: Measuring, before: number): Promise<ScaledTo[]> {
  const { target, chainFolder } = measuring;
  if (!isMadeUp(chainFolder.chain)) return notScaled(chainFolder.chain);
  const reached: ScaledTo[] = [];
  let now = before;
  try {
    for (const [at, replicas] of counts.entries()) {
      reached.push(await scaledTo(measuring, { at, replicas, isNew: replicas !== now }));
      now = replicas;
    }
    return reached;
  } finally {
    // Also after Ctrl-C, whose signal would end this at once.
    const unhurried = new AbortController().signal;
    await target.scale(before, { report: silentReporter, signal: unhurried });
  }
}

interface Step {
  readonly at: number;
  readonly replicas: number;
  readonly isNew: boolean;
}

async function scaledTo(measuring: Measuring, { at, replicas, isNew }: Step): Promise<ScaledTo> {
  const { target, chainFolder, report, signal, watch } = measuring;
  if (isNew) await target.scale(replicas, { report, signal });
  return inStep(report, `measuring with ${replicas} of the generators`, async (step) => {
    const expected = expectedRate(chainFolder.chain, replicas);
    const { rates } = await settledRates(watch, { signal, deadlineMs, step, expected });
    return figuresOf(at, replicas, rates, loadNow());
  });
}

function figuresOf(at: number, replicas: number, rates: Rates, load: number): ScaledTo {
  const figure = figuresFrom(`courant report --measure: courant scale ${replicas}, courant status`);
  const id = (name: string): string => `scale.${at}.${name}`;
  return {
    replicas: figure(id('replicas'), 'count', replicas),
    generator: figure(id('generator'), 'perSecond', rates.generator),
    topic: figure(id('topic'), 'perSecond', rates.topic),
    query: figure(id('query'), 'perSecond', rates.query),
    load: figure(id('load'), 'value', load),
  };
}

export function notScaled(chain: ChainDefinition): ScaledTo[] {
  const why: Why = isMadeUp(chain) ? 'notMeasured' : 'givenCannotScale';
  const figure = figuresFrom('courant report --measure', why);
  return counts.map((replicas, at) => ({
    replicas: figuresFrom('courant report --measure')(`scale.${at}.replicas`, 'count', replicas),
    generator: figure(`scale.${at}.generator`, 'perSecond', null),
    topic: figure(`scale.${at}.topic`, 'perSecond', null),
    query: figure(`scale.${at}.query`, 'perSecond', null),
    load: figure(`scale.${at}.load`, 'value', null),
  }));
}
