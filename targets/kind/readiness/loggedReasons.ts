/** Why a generator that runs is not ready, or a driver ended: their pods show only that, their logs say why. */
import { complaintIn } from '../../loggedFailure.ts';
import type { Leg } from '../../target.ts';
import type { Api } from '../api/api.ts';

/** So many lines hold what it says again each 30 s, beside its rate each 10 s. */
const lookedAt = '40';

/** The same legs, with what a generator that waits for its broker, and a driver that ended, said last. */
export async function withLoggedReasons(
  api: Api,
  namespace: string,
  legs: readonly Leg[],
): Promise<Leg[]> {
  return Promise.all(
    legs.map(async (leg) => {
      const reasonIn = reasonReader(leg);
      if (reasonIn === undefined) return leg;
      const lines = await api.lastLines(namespace, leg.id, { tailLines: lookedAt });
      return { ...leg, lastFailure: reasonIn(lines) ?? leg.lastFailure };
    }),
  );
}

/** How the log of a leg tells its reason; `undefined` where the pod tells enough. */
function reasonReader({ name, id, state }: Leg) {
  if (name === 'generator' && state === 'starting') return awayReason;
  const isEndedDriver = name === 'spark' && id.endsWith('-driver') && state === 'failed';
  return isEndedDriver ? complaintIn : undefined;
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
