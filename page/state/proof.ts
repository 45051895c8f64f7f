/** The proof on demand: the same code as `courant verify`, one at a time. */
import { topicNames } from '../../chain/names.ts';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import type { Target } from '../../targets/target.ts';
import { verdictLine } from '../../verify/render.ts';
import { verify } from '../../verify/verify.ts';
import type { Happening, LiveProof } from '../live.ts';
import { topicNode } from './point.ts';

/** A detail a half second is as much as a person reads. */
const detailEveryMs = 500;

export interface ProofParts {
  readonly target: Target;
  /** Names of the chain's queries. */
  readonly queries: readonly string[];
  readonly tell: (proof: LiveProof) => void;
  readonly happened: (happening: Omit<Happening, 'atMs'>) => void;
}

export class Proof {
  readonly #parts: ProofParts;
  #last: LiveProof | null = null;
  #isRunning = false;

  constructor(parts: ProofParts) {
    this.#parts = parts;
  }

  /** The one that runs, or the last one. */
  get last(): LiveProof | null {
    return this.#last;
  }

  /** Begins one; while one runs, that is the one. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
    });
  }

  async #run(): Promise<void> {
    const { target, queries, happened } = this.#parts;
    this.#tell({ state: 'running', detail: null, result: null });
    let toldMs = performance.now();
    const onProgress = (detail: string): void => {
      if (performance.now() - toldMs < detailEveryMs) return;
      toldMs = performance.now();
      this.#tell({ state: 'running', detail, result: null });
    };
    try {
      // Where the chain does not run, asking would start its broker.
      if (!(await target.state()).running) throw new Error('the chain does not run');
      const result = await withOpenKafka(target, (kafka) =>
        verify(kafka, { deep: false, queries, onProgress }),
      );
      this.#tell({ state: 'ended', detail: null, result });
      happened({
        kind: result.verdict,
        node: topicNode(topicNames.readings),
        sentence: verdictLine(result),
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#tell({ state: 'failed', detail, result: null });
    }
  }

  #tell(proof: Omit<LiveProof, 'atMs'>): void {
    this.#last = { ...proof, atMs: Date.now() };
    this.#parts.tell(this.#last);
  }
}
