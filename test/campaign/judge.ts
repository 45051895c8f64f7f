/** Judgement after a round: what `courant verify --deep` says, and whether the second opinions agree. */
import { readProgress } from '../../kafka/progress.ts';
import type { Cause, VerifyResult } from '../../verify/result.ts';
import { Sequences } from './recount/sequences.ts';
import type { SequenceCount } from './recount/sequences.ts';
import { Windows } from './recount/windows.ts';
import type { WindowCount } from './recount/windows.ts';
import { queries } from './stage.ts';
import type { Stage } from './stage.ts';

export type Verdict = 'proven' | 'proven so far' | 'not proven';

export interface Judgement {
  readonly verdict: Verdict;
  readonly verify: VerifyResult;
  readonly sequences: SequenceCount;
  readonly windows: WindowCount;
  /** What should not be; empty when all is well. */
  readonly complaints: readonly string[];
}

export class Judge {
  readonly #stage: Stage;
  readonly #sequences = new Sequences();
  #windows: Windows;
  /** Why no more than *proven so far* may be said: what a generator foretells itself, and what was done to the chain. */
  readonly #excused = new Set<Cause['kind']>(['unknown', 'possiblyDoubled']);

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#windows = new Windows(queries.window, stage.windowMs);
  }

  /** The window's query has begun anew, with what is kept. */
  beginWindows(): void {
    this.#windows = new Windows(queries.window, this.#stage.windowMs);
  }

  /** Something was done to the chain, for which no more than *proven so far* may be said from now on. */
  excuse(kind: Cause['kind']): void {
    this.#excused.add(kind);
  }

  /** Counts what has come, before retention takes it. */
  async read(): Promise<void> {
    const kafka = await this.#stage.kafka();
    await this.#sequences.read(kafka);
    await this.#windows.read(kafka);
  }

  async judge(): Promise<Judgement> {
    await this.read();
    const { result: verify } = await this.#stage.chain.verify('--deep');
    const sequences = this.#sequences.compare(await readProgress(await this.#stage.kafka()));
    const windows = this.#windows.compare();
    const verdict = verdicts[verify.verdict];
    const opinions = { verdict, verify, sequences, windows };
    return { ...opinions, complaints: complaintsOf(opinions, this.#excused) };
  }
}

const verdicts: Record<VerifyResult['verdict'], Verdict> = {
  proven: 'proven',
  provenSoFar: 'proven so far',
  notProven: 'not proven',
};

function complaintsOf(
  { verify, sequences, windows }: Omit<Judgement, 'complaints'>,
  excused: ReadonlySet<Cause['kind']>,
): string[] {
  const { lost, doubled, outOfOrder } = sequences;
  const judged = verify.queries.find(({ name }) => name === queries.window);
  // The recount has read what retention took since, which `verify` can only call late.
  const late = judged?.lateFound ?? judged?.late ?? null;
  const open = verify.causes.filter(({ kind }) => !excused.has(kind));
  const complaints = [
    ...verify.problems.map((problem) => `verify: ${problem}`),
    ...open.map(({ sentence }) => `verify: proven only so far: ${sentence}`),
  ];
  if (lost + doubled + outOfOrder > 0) {
    complaints.push(`recount: ${lost} lost, ${doubled} doubled, ${outOfOrder} out of order`);
  }
  if (lost !== verify.lost || doubled !== verify.doubled || outOfOrder !== verify.outOfOrder) {
    const seen = `${verify.lost} lost, ${verify.doubled} doubled, ${verify.outOfOrder} out of order`;
    complaints.push(`recount: verify found ${seen}, which differs`);
  }
  complaints.push(...windows.problems.slice(0, 5).map((problem) => `recount: ${problem}`));
  if (late !== null && late !== windows.missing) {
    complaints.push(`recount: ${windows.missing} readings in no window, verify has ${late} late`);
  }
  return complaints;
}
