/** The proof on demand: the same code as `courant verify`, one at a time. */
import { topicNames } from '../../chain/names.ts';
import { formatDuration } from '../../chain/words/quantity.ts';
import type { Kafka } from '../../kafka/client.ts';
import { withOpenKafka } from '../../targets/data/openKafka.ts';
import type { Target } from '../../targets/target.ts';
import { verdictLine } from '../../verify/render.ts';
import type { VerifyResult } from '../../verify/result.ts';
import { verify } from '../../verify/verify.ts';
import type { Happening, LiveProof } from '../live.ts';
import { topicNode } from './point.ts';

/**
 * An absent broker is waited for 30 s, by each of the few steps of a proof; and 3 million readings a second are proven
 * (docs/benchmarks.md). Past this it does not end while somebody watches.
 */
const usualLimitMs = 120_000;
/** A detail a half second is as much as a person reads. */
const detailEveryMs = 500;

export interface ProofParts {
  readonly target: Target;
  /** Names of the chain's queries. */
  readonly queries: readonly string[];
  readonly tell: (proof: LiveProof) => void;
  readonly happened: (happening: Omit<Happening, 'atMs'>) => void;
  /** Aborts when the page is closed. */
  readonly signal: AbortSignal;
  /** How long a proof may take; default: two minutes. */
  readonly limitMs?: number;
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
    const { happened, limitMs = usualLimitMs } = this.#parts;
    this.#tell({ state: 'running', detail: null, result: null });
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new Error(lateSentence(limitMs, this.#last)));
    }, limitMs);
    try {
      const signal = AbortSignal.any([this.#parts.signal, late.signal]);
      const result = await unlessAborted(this.#prove(signal), signal);
      this.#tell({ state: 'ended', detail: null, result });
      happened({
        kind: result.verdict,
        node: topicNode(topicNames.readings),
        sentence: verdictLine(result),
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#tell({ state: 'failed', detail, result: null });
    } finally {
      clearTimeout(timer);
    }
  }

  async #prove(signal: AbortSignal): Promise<VerifyResult> {
    const { target, queries } = this.#parts;
    let toldMs = performance.now();
    const onProgress = (detail: string): void => {
      if (signal.aborted || performance.now() - toldMs < detailEveryMs) return;
      toldMs = performance.now();
      this.#tell({ state: 'running', detail, result: null });
    };
    // Where the chain does not run, asking would start its broker.
    if (!(await target.state()).running) throw new Error('the chain does not run');
    const work = (kafka: Kafka): Promise<VerifyResult> =>
      verify(kafka, { deep: false, queries, onProgress });
    return withOpenKafka(target, work, signal);
  }

  #tell(proof: Omit<LiveProof, 'atMs'>): void {
    this.#last = { ...proof, atMs: Date.now() };
    this.#parts.tell(this.#last);
  }
}

/** What is under way ends by the same signal; what takes no notice of it is not waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  return Promise.race([work, aborted]);
}

function lateSentence(limitMs: number, last: LiveProof | null): string {
  const seen = last?.detail ?? 'Kafka did not answer';
  return `it was ended after ${formatDuration(limitMs)} (last seen: ${seen}); without a limit: courant verify`;
}
