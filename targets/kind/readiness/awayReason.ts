/** Why a generator that runs is not ready: its pod shows only that, its log says what its broker answers. */
import type { Leg } from '../../target.ts';
import type { Api } from '../api/api.ts';

/** So many lines hold what it says again each 30 s, beside its rate each 10 s. */
const lookedAt = '40';

/** The same legs, with what a generator that waits for its broker said last. */
export async function withAwayReasons(
  api: Api,
  namespace: string,
  legs: readonly Leg[],
): Promise<Leg[]> {
  return Promise.all(
    legs.map(async (leg) => {
      if (leg.name !== 'generator' || leg.state !== 'starting') return leg;
      const lines = await api.lastLines(namespace, leg.id, { tailLines: lookedAt });
      return { ...leg, lastFailure: awayReason(lines) ?? leg.lastFailure };
    }),
  );
}

/** @param lines of its log, JSON each; others are passed over */
export function awayReason(lines: readonly string[]): string | undefined {
  const last = lines
    .flatMap((line) => eventIn(line) ?? [])
    .findLast(({ event }) => /^(broker_unreachable|broker_back|started|waiting)$/.test(event));
  if (last?.event === 'broker_unreachable') return `the broker does not answer: ${last.seen}`;
  return last?.event === 'waiting' ? last.message : undefined;
}

interface LogLine {
  readonly event: string;
  readonly seen?: string;
  readonly message?: string;
}

function eventIn(line: string): LogLine | undefined {
  try {
    const read = JSON.parse(line) as Partial<LogLine> | null;
    return typeof read?.event === 'string' ? (read as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
