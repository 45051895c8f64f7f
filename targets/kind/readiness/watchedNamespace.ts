/** A namespace that is watched while something is waited for: objects of several kinds, and a sign when one changed. */
import { setTimeout as pause } from 'node:timers/promises';
import { CourantError } from '../../../chain/errors.ts';
import { formatDuration } from '../../../chain/words/quantity.ts';
import type { StepReport } from '../../target.ts';
import type { Api } from '../api/api.ts';
import { WatchedKind } from './watchedKind.ts';
import type { Kind, KubeObject } from '../api/objects.ts';
import type { Verdict } from './verdicts.ts';

/** Verdicts that depend on time are asked for this often although nothing changed. */
const judgeEveryMs = 1_000;

export interface Objects {
  all(kind: Kind): readonly KubeObject[];
  get(kind: Kind, name: string): KubeObject | undefined;
}

export interface Until {
  /** What is waited for, for the error: `Kafka "sensors"`. */
  readonly what: string;
  readonly judge: (objects: Objects, nowMs: number) => Verdict;
  readonly deadlineMs: number;
  readonly step?: Pick<StepReport, 'progress'>;
  readonly signal?: AbortSignal;
  /** Evidence for the error at the deadline. */
  readonly evidence?: (objects: Objects) => Promise<readonly string[]> | readonly string[];
  readonly hint?: string;
}

/** Watches objects of some kinds for as long as `use` takes. */
export async function whileWatching<T>(
  api: Api,
  namespace: string,
  watched: readonly Kind[],
  use: (view: WatchedNamespace) => Promise<T>,
): Promise<T> {
  const view = await WatchedNamespace.open(api, namespace, watched);
  try {
    return await use(view);
  } finally {
    view.close();
  }
}

export class WatchedNamespace implements Objects {
  readonly #collections: ReadonlyMap<Kind, WatchedKind>;
  readonly #awaited: Set<() => void>;

  private constructor(collections: ReadonlyMap<Kind, WatchedKind>, awaited: Set<() => void>) {
    this.#collections = collections;
    this.#awaited = awaited;
  }

  static async open(
    api: Api,
    namespace: string,
    watched: readonly Kind[],
  ): Promise<WatchedNamespace> {
    const awaited = new Set<() => void>();
    const changed = (): void => {
      for (const go of awaited) go();
    };
    const opened = watched.map(async (kind) => {
      const within = kind.isNamespaced ? namespace : undefined;
      return [kind, await WatchedKind.open(api, kind, within, changed)] as const;
    });
    return new WatchedNamespace(new Map(await Promise.all(opened)), awaited);
  }

  all(kind: Kind): readonly KubeObject[] {
    const collection = this.#collections.get(kind);
    if (collection === undefined) throw new Error(`${kind.kind} is not watched`);
    return collection.all;
  }

  get(kind: Kind, name: string): KubeObject | undefined {
    return this.all(kind).find(({ metadata }) => metadata.name === name);
  }

  close(): void {
    for (const collection of this.#collections.values()) collection.close();
  }

  /**
   * Returns when the verdict is `ready`.
   * @throws the verdict's error when it is `failed`; CourantError COURANT_NOT_READY at the deadline
   */
  async until(wait: Until): Promise<void> {
    const start = performance.now();
    let reported = '';
    for (;;) {
      wait.signal?.throwIfAborted();
      const verdict = wait.judge(this, Date.now());
      if (verdict.state === 'ready') return;
      if (verdict.state === 'failed') throw verdict.error;
      if (verdict.why !== reported) wait.step?.progress(verdict.why);
      reported = verdict.why;
      if (performance.now() - start > wait.deadlineMs) throw await this.#late(wait, verdict.why);
      await this.#change(wait.signal);
    }
  }

  async #change(signal: AbortSignal | undefined): Promise<void> {
    const stop = new AbortController();
    const ended = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
    let wake = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      wake = resolve;
      this.#awaited.add(resolve);
    });
    try {
      const tick = pause(judgeEveryMs, undefined, { signal: ended }).catch(() => undefined);
      await Promise.race([changed, tick]);
    } finally {
      this.#awaited.delete(wake);
      stop.abort();
    }
  }

  async #late(wait: Until, why: string): Promise<CourantError> {
    const evidence = (await wait.evidence?.(this)) ?? [];
    return new CourantError({
      code: 'COURANT_NOT_READY',
      message: `${wait.what} was not ready after ${formatDuration(wait.deadlineMs)}`,
      details: [`last seen: ${why}`, ...evidence.filter((line) => line !== why)],
      left: 'everything was kept so that you can look',
      hint: wait.hint ?? 'go on waiting: courant up --target kind',
    });
  }
}
