/** What a campaign has come to: faults by kind, readings, and the lines that tell of them. */
import type { Judgement } from './judge.ts';
import type { Outcome } from './nemesis/nemesis.ts';
import { describe } from './schedule.ts';
import type { ChainPlan, Kind, RoundPlan } from './schedule.ts';
import { formatDuration } from '../../chain/words/quantity.ts';
import { counted, number } from '../../chain/words/counted.ts';

interface Sums {
  acknowledged: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  foretold: number;
}

export class Tally {
  #rounds = 0;
  #chains = 0;
  readonly #done = new Map<Kind, number>();
  readonly #skipped = new Map<string, number>();
  readonly #rates = new Set<number | 'max'>();
  readonly #soFar: string[] = [];
  /** Of chains that are done, and of the one that is played with. */
  #before: Sums = nothing();
  #now: Sums = nothing();

  beginChain({ rate, purpose }: ChainPlan): void {
    this.#chains += 1;
    this.#rates.add(rate);
    this.#before = this.#sums();
    this.#now = nothing();
    if (purpose > 0) this.#count(this.#done, 'purpose');
  }

  add(outcomes: readonly Outcome[], judgement: Judgement): void {
    this.#rounds += 1;
    for (const { fault, skipped } of outcomes) {
      if (skipped === undefined) this.#count(this.#done, fault.kind);
      else this.#count(this.#skipped, `${fault.kind} (${skipped})`);
    }
    const { lost, doubled, outOfOrder, acknowledged, foretold } = judgement.sequences;
    const { unknown } = judgement.verify;
    this.#now = { acknowledged, lost, doubled, outOfOrder, foretold: foretold + unknown };
    if (judgement.verdict === 'proven so far') this.#soFar.push(String(this.#rounds));
  }

  roundLine(outcomes: readonly Outcome[], { verdict, complaints }: Judgement): string {
    const faults = outcomes.map(
      ({ fault, skipped }) => describe(fault) + (skipped === undefined ? '' : ' (skipped)'),
    );
    const { acknowledged, lost, doubled, outOfOrder, foretold } = this.#sums();
    return [
      `round ${this.#rounds}: ${faults.join(', ') || 'no fault'}`,
      `acknowledged ${number(acknowledged)}`,
      `lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}, foretold ${foretold}`,
      complaints.length === 0 ? verdict : `${verdict}, ${counted(complaints.length, 'complaint')}`,
    ].join(' · ');
  }

  /** Of a round that came to no judgement. */
  brokenLine({ during, after }: RoundPlan): string {
    return `round ${this.#rounds + 1}: ${[...during, ...after].map(describe).join(', ')} · not judged`;
  }

  /** Of rounds of which none failed. */
  proven(): string {
    const soFar = this.#soFar.length;
    return soFar === 0
      ? 'every round proven'
      : `${this.#rounds - soFar} of ${counted(this.#rounds, 'round')} proven, the others so far`;
  }

  /** @param outcome of the whole, in words */
  summary(run: { seed: number; commit: string; elapsedMs: number; outcome: string }): string[] {
    const { acknowledged, lost, doubled, outOfOrder, foretold } = this.#sums();
    const faults = [...this.#done.values()].reduce((sum, count) => sum + count, 0);
    const by = (counts: ReadonlyMap<string, number>): string =>
      [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none';
    const length = formatDuration(Math.round(run.elapsedMs / 1_000) * 1_000);
    const rate = [...this.#rates].sort((a, b) => Number(a) - Number(b)).join(', ');
    const row = [run.seed, run.commit, length, rate, faults, number(acknowledged), run.outcome];
    return [
      `${counted(faults, 'fault')} in ${counted(this.#rounds, 'round')} of ${counted(this.#chains, 'chain')}: ${by(this.#done)}`,
      ...(this.#skipped.size > 0 ? [`left out: ${by(this.#skipped)}`] : []),
      `acknowledged ${number(acknowledged)}, lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}, foretold ${foretold}`,
      ...(this.#soFar.length > 0 ? [`proven so far in round ${this.#soFar.join(', ')}`] : []),
      '| seed | commit | length | readings/s | faults | acknowledged | outcome |',
      `| ${row.join(' | ')} |`,
    ];
  }

  #sums(): Sums {
    const sums = nothing();
    for (const name of Object.keys(sums) as (keyof Sums)[]) {
      sums[name] = this.#before[name] + this.#now[name];
    }
    return sums;
  }

  #count<K>(counts: Map<K, number>, key: K): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

function nothing(): Sums {
  return { acknowledged: 0, lost: 0, doubled: 0, outOfOrder: 0, foretold: 0 };
}
