/** What a campaign is called with. */
import { parseArgs } from 'node:util';
import { parseDurationMs } from '../../chain/words/quantity.ts';
import { sabotages } from './sabotage.ts';
import type { Sabotage } from './sabotage.ts';
import { kinds } from './schedule.ts';
import type { Limits } from './schedule.ts';

export interface CampaignOptions extends Limits {
  readonly seed: number;
  /** No round begins later. */
  readonly forMs: number;
  /** Most rounds. */
  readonly rounds: number;
  readonly sabotages: readonly Sabotage[];
}

export const help = `npm run campaign -- [--seed N] [--for 10m] [--rounds N] [--rate N|max] [--faults KIND,…]

Plays faults against a real chain on this machine, and proves after each round that nothing was lost.

  --seed N        what happens, and when, follows from it (default: drawn); chain after chain, N, N + 1, …
  --for 10m       no round begins later than this (default: 10m, or as long as --rounds takes)
  --rounds N      ends after so many rounds
  --rate N|max    readings a second, instead of 2,000 to 20,000 or max by the seed
  --faults a,b    only these kinds: ${kinds.join(', ')}

Exit code 0 when every round was proven, 1 when one was not: then it prints the command that replays it, and where the
evidence is kept; 2 for wrong flags, 130 when it was interrupted.`;

/** Wrong flags. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns `undefined` where only help is wanted. @throws UsageError */
export function readOptions(args: readonly string[]): CampaignOptions | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  const rounds = values.rounds === undefined ? undefined : whole('--rounds', values.rounds, 1);
  return {
    seed: values.seed === undefined ? drawnSeed() : whole('--seed', values.seed, 0),
    forMs: values.for === undefined ? defaultForMs(rounds) : duration(values.for),
    rounds: rounds ?? Number.POSITIVE_INFINITY,
    rate: values.rate === undefined ? undefined : rateOf(values.rate),
    kinds: listOf('--faults', values.faults, kinds) ?? kinds,
    sabotages: listOf('--sabotage', values.sabotage, sabotages) ?? [],
  };
}

/** The flags that make the same schedule again. */
export function flagsOf({ rate, kinds: chosen, sabotages: used }: CampaignOptions): string[] {
  return [
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
    ...(chosen.length === kinds.length ? [] : [`--faults ${chosen.join(',')}`]),
    ...(used.length === 0 ? [] : [`--sabotage ${used.join(',')}`]),
  ];
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        ...{ seed: text, for: text, rounds: text, rate: text, faults: text, sabotage: text },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function drawnSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

function defaultForMs(rounds: number | undefined): number {
  return rounds === undefined ? 600_000 : Number.POSITIVE_INFINITY;
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value < 2 ** 32) return value;
  throw new UsageError(`${flag} "${text}" is not a whole number from ${least} on`);
}

function rateOf(text: string): number | 'max' {
  return text === 'max' ? text : whole('--rate', text, 1);
}

function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new UsageError(`--for "${text}" is not a duration, like 10m`);
}

function listOf<T extends string>(
  flag: string,
  text: string | undefined,
  known: readonly T[],
): T[] | undefined {
  return text?.split(',').map((word) => {
    const found = known.find((each) => each === word);
    if (found !== undefined) return found;
    throw new UsageError(`${flag}: "${word}" is none of ${known.join(', ')}`);
  });
}
