/** What went wrong in a run: legs that died, queries that failed, errors that the legs logged, batches counted again. */
import { errorCodes } from '../../chain/errors.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { logFields } from '../../targets/loggedFailure.ts';
import type { Leg, Target } from '../../targets/target.ts';
import type { VerifyResult } from '../../verify/result.ts';
import { figuresFrom } from '../figure.ts';
import type { Figure } from '../figure.ts';

export interface Trouble {
  readonly kind: 'restarted' | 'failed' | 'logged' | 'recounted' | 'replayed' | 'unknown';
  /** Leg or query. */
  readonly of: string;
  /** How often; of an error: how many times it was logged. */
  readonly count: Figure;
  /** An error's code, under which docs/errors.md says what to do. */
  readonly code: string | null;
  /** In the words of the chain. */
  readonly detail: string | null;
}

type Found = Omit<Trouble, 'count'> & { readonly times: number; readonly source: string };

/** @param codes of errors that the legs logged, by leg */
export function troublesOf(
  { legs, queries }: { readonly legs: readonly Leg[]; readonly queries: readonly QueryProgress[] },
  result: VerifyResult,
  logged: readonly Logged[],
): Trouble[] {
  const status = 'courant status -o json';
  const verify = 'courant verify -o json';
  const found: Found[] = [
    ...legs.map(({ id, restarts, lastFailure }) => ({
      ...{ kind: 'restarted' as const, of: id, times: restarts, source: status },
      ...{ code: null, detail: lastFailure },
    })),
    ...queries.map(({ query, error, restarts }) => ({
      ...{ kind: 'failed' as const, of: query, source: status, code: error?.code ?? null },
      ...{
        times: error === null ? restarts : Math.max(1, restarts),
        detail: error?.message ?? null,
      },
    })),
    ...logged.map(({ leg, code, message, times }) => ({
      ...{ kind: 'logged' as const, of: leg, times, source: `courant logs ${leg}` },
      ...{ code, detail: message },
    })),
    ...result.queries.flatMap(({ name, recountedBatches, replayedRows }) => [
      { ...plain('recounted', name, recountedBatches), source: verify },
      { ...plain('replayed', name, replayedRows ?? 0), source: verify },
    ]),
    { ...plain('unknown', 'generator', result.unknown), source: verify },
  ];
  return found
    .filter(({ times }) => times > 0)
    .map(({ times, source, ...trouble }, at) => ({
      ...trouble,
      count: figuresFrom(source)(`trouble.${at}`, 'count', times),
    }));
}

function plain<Kind extends Trouble['kind']>(kind: Kind, of: string, times: number) {
  return { kind, of, times, code: null, detail: null };
}

export interface Logged {
  readonly leg: string;
  readonly code: string;
  readonly message: string;
  readonly times: number;
}

/** Errors with a code in what the legs printed. */
export async function loggedErrors(target: Target, signal: AbortSignal): Promise<Logged[]> {
  const found = new Map<string, Logged>();
  for await (const { leg, line } of target.logs({ follow: false, signal })) {
    const { code, message } = logFields(line) ?? {};
    if (typeof code !== 'string' || !(code in errorCodes)) continue;
    const key = `${leg} ${code}`;
    const times = (found.get(key)?.times ?? 0) + 1;
    found.set(key, { leg, code, message: typeof message === 'string' ? message : code, times });
  }
  return [...found.values()];
}
