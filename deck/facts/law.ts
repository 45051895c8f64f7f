/** The conservation law of a run in figures. */
import type { QueryResult, VerifyResult } from '../../verify/result.ts';
import { figuresFrom } from '../figure.ts';
import type { Figure } from '../figure.ts';

const source = 'courant verify';

export interface FaultRow {
  /** `late`, `doubled`, `withheld`, or a kind of record that is no reading. */
  readonly kind: string;
  readonly injected: Figure;
  readonly found: Figure;
}

export function lawFacts(result: VerifyResult) {
  const figure = figuresFrom(source);
  const count = (name: string, value: number | null) => figure(`law.${name}`, 'count', value);
  return {
    verdict: result.verdict,
    isEmpty: result.acknowledged + result.inTopic + result.unknown + result.failed === 0,
    acknowledged: count('acknowledged', result.acknowledged),
    inTopic: count('inTopic', result.inTopic),
    unreported: count('unreported', result.unreported),
    expired: count('expired', result.expired),
    lost: count('lost', result.lost),
    doubled: count('doubled', result.doubled),
    outOfOrder: count('outOfOrder', result.outOfOrder),
    unaccounted: count('unaccounted', result.unaccounted),
    producers: count('producers', result.producers),
    problemCount: count('problems', result.problems.length),
    /** Sentences of the proof, in English, whatever the report's language: they are quoted. */
    problems: result.problems,
    causes: result.causes.map(({ sentence }) => sentence),
    notes: result.notes,
    faults: faultRows(result),
    queries: result.queries.map(queryRow),
  };
}
export type LawFacts = ReturnType<typeof lawFacts>;

function queryRow(query: QueryResult, at: number) {
  const figure = figuresFrom(source, 'otherPlan');
  const count = (name: string, value: number | null) =>
    figure(`law.query.${at}.${name}`, 'count', value);
  return {
    name: query.name,
    plan: query.plan,
    read: count('read', query.read),
    valid: count('valid', query.valid),
    deadLetters: count('deadLetters', query.deadLetters),
    filtered: count('filtered', query.filtered),
    counted: count('counted', query.counted),
    late: count('late', query.late),
    lag: count('lag', query.lag),
    replayedRows: count('replayedRows', query.replayedRows),
    recountedBatches: count('recountedBatches', query.recountedBatches),
  };
}

function faultRows({ injected, found }: VerifyResult): FaultRow[] {
  if (injected === null || found === null) return [];
  const figure = figuresFrom('truth in courant.progress, and what courant verify found itself');
  const plain = (['late', 'doubled', 'withheld'] as const).map(
    (kind) => [kind, injected[kind], found[kind]] as const,
  );
  const malformed = Object.entries(injected.malformed ?? {}).map(
    ([kind, count]) =>
      [kind, count, (found.malformed as Record<string, number> | null)?.[kind] ?? 0] as const,
  );
  return [...plain, ...malformed]
    .filter(([, sent, seen]) => sent + seen > 0)
    .map(([kind, sent, seen]) => ({
      kind,
      injected: figure(`fault.${kind}.injected`, 'count', sent),
      found: figure(`fault.${kind}.found`, 'count', seen),
    }));
}
