/** One round: readings flow, faults come, all is read, all is judged. */
import type { Judge, Judgement } from './judge.ts';
import { bring, strike } from './nemesis/nemesis.ts';
import type { Outcome } from './nemesis/nemesis.ts';
import { sabotage } from './sabotage.ts';
import type { Sabotage } from './sabotage.ts';
import type { RoundPlan } from './schedule.ts';
import { settle, untilMoreReadings } from './settle.ts';
import type { Stage } from './stage.ts';

/** Readings before the first fault, and after the last one. */
const flowing = 500;

export interface RoundOptions {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly signal: AbortSignal;
  readonly sabotages: readonly Sabotage[];
}

export interface RoundResult {
  readonly outcomes: readonly Outcome[];
  readonly judgement: Judgement;
}

export async function playRound(
  { during, after }: RoundPlan,
  options: RoundOptions,
): Promise<RoundResult> {
  const { stage, judge, signal, sabotages } = options;
  await stage.scale(1);
  await untilMoreReadings(stage, flowing, signal);
  const outcomes = await strike(during, options);
  await stage.untilWhole();
  await untilMoreReadings(stage, flowing, signal);
  await settle(stage, signal);
  if (sabotages.length > 0) {
    await sabotage(stage, sabotages);
    await settle(stage, signal);
  }
  let judgement = await judge.judge();
  for (const fault of judgement.complaints.length > 0 ? [] : after) {
    outcomes.push(await bring(fault, options));
    await settle(stage, signal);
    judgement = await judge.judge();
    if (judgement.complaints.length > 0) break;
  }
  return { outcomes, judgement };
}
