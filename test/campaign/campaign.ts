/**
 * `npm run campaign -- [--seed N] [--for 10m]`: chain after chain, round after round, until the time is up or a round
 * is not proven.
 */
import { execa } from 'execa';
import { formatDuration } from '../../chain/words/quantity.ts';
import { root } from '../cli/courant.ts';
import { keepEvidence } from './evidence.ts';
import type { Failure } from './evidence.ts';
import { Judge } from './judge.ts';
import { flagsOf, help, readOptions, UsageError } from './options.ts';
import type { CampaignOptions } from './options.ts';
import { playRound } from './round.ts';
import { schedule } from './schedule.ts';
import type { ChainPlan } from './schedule.ts';
import { Stage } from './stage.ts';
import { Tally } from './tally.ts';

const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

class Campaign {
  readonly #options: CampaignOptions;
  readonly #signal: AbortSignal;
  readonly #tally = new Tally();
  readonly #beganMs = performance.now();
  #roundsLeft: number;

  constructor(options: CampaignOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#roundsLeft = options.rounds;
  }

  /** @returns whether every round was proven */
  async run(): Promise<boolean> {
    let isProven = true;
    for (let seed = this.#options.seed; isProven && this.#goesOn(); seed++) {
      isProven = await this.#playChain(schedule(seed, this.#options));
    }
    const proven = this.#signal.aborted ? 'interrupted' : this.#tally.proven();
    await this.#summarize(isProven ? proven : 'failed');
    return isProven;
  }

  #goesOn(): boolean {
    const isInTime = performance.now() - this.#beganMs < this.#options.forMs;
    return isInTime && this.#roundsLeft > 0 && !this.#signal.aborted;
  }

  async #playChain(plan: ChainPlan): Promise<boolean> {
    this.#tally.beginChain(plan);
    const purpose = plan.purpose === 0 ? '' : `, faults on purpose in ${plan.purpose * 100} %`;
    const deadline = `deadline ${plan.deliveryDeadlineMs / 1_000} s`;
    console.log(`chain of seed ${plan.seed}: ${plan.rate} readings/s, ${deadline}${purpose}`);
    const stage = await this.#raise(plan);
    if (stage === undefined) return this.#signal.aborted;
    const failure = await this.#playRounds(plan, stage);
    if (failure === undefined || this.#signal.aborted) {
      await stage.close();
      return true;
    }
    this.#tell(failure, await keepEvidence(stage, failure));
    return false;
  }

  /** @returns `undefined` where the chain did not start, which is told, or was not waited for */
  async #raise(plan: ChainPlan): Promise<Stage | undefined> {
    try {
      return await Stage.raise(plan, this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) console.log(`  the chain did not start: ${messageOf(error)}`);
      return undefined;
    }
  }

  async #playRounds(plan: ChainPlan, stage: Stage): Promise<Failure | undefined> {
    const judge = new Judge(stage);
    const { seed } = plan;
    for (const [i, round] of plan.rounds.entries()) {
      if (!this.#goesOn()) return undefined;
      this.#roundsLeft -= 1;
      const place = { seed, round: i + 1, plan: round };
      try {
        const { sabotages } = this.#options;
        const beganMs = performance.now();
        const options = { stage, judge, signal: this.#signal, sabotages };
        const { outcomes, judgement } = await playRound(round, options);
        this.#tally.add(outcomes, judgement);
        const line = this.#tally.roundLine(outcomes, judgement);
        console.log(`${line} · ${formatDuration(Math.round(performance.now() - beganMs))}`);
        if (judgement.complaints.length > 0) return { ...place, judgement };
      } catch (error) {
        if (!this.#signal.aborted) console.log(this.#tally.brokenLine(round));
        return { ...place, error };
      }
    }
    return undefined;
  }

  #tell({ seed, round, judgement, error }: Failure, folder: string): void {
    for (const complaint of judgement?.complaints ?? []) console.log(`  ${complaint}`);
    if (error !== undefined) console.log(`  ${messageOf(error)}`);
    const flags = [`--seed ${seed}`, `--rounds ${round}`, ...flagsOf(this.#options)];
    console.log(`  kept: ${folder}`);
    console.log(`  → npm run campaign -- ${flags.join(' ')}`);
  }

  async #summarize(outcome: string): Promise<void> {
    const { seed } = this.#options;
    const { stdout } = await execa('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      reject: false,
    });
    const elapsedMs = performance.now() - this.#beganMs;
    const run = { seed, commit: stdout || 'unknown', elapsedMs, outcome };
    for (const line of this.#tally.summary(run)) console.log(line);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ends in order at the first Ctrl-C, at once at the second. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      console.error('interrupted: ending the chain');
      controller.abort();
    });
  }
  return controller.signal;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(help);
  else {
    const signal = interruption();
    const isProven = await new Campaign(options, signal).run();
    process.exitCode = signal.aborted ? exitCodes.interrupted : isProven ? 0 : exitCodes.failed;
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n  → npm run campaign -- --help`);
  process.exitCode = exitCodes.usage;
}
