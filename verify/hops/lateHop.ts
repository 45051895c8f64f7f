/** Last hop of a windowed query: what its windows count, and what was late. */
import { LateCounter } from '../evidence/late.ts';
import type { OutputRows } from '../evidence/outputs.ts';
import type { QueryEvidence } from '../evidence/queryEvidence.ts';
import type { QueryResult } from '../result.ts';

type Reasons = QueryResult['reasons'];

export interface LateVerdict {
  readonly reasons: Reasons;
  readonly problems: string[];
  readonly figures: Pick<QueryResult, 'late' | 'lateFound'>;
}

/** What is neither filtered nor counted was late; `--deep` must find the same number in the topic. */
export function lateHop({ query, late: counter }: QueryEvidence, output: OutputRows): LateVerdict {
  const name = query.query;
  const late = query.valid - (query.filtered ?? 0) - output.counted;
  const problems: string[] = [];
  if (late < 0) {
    problems.push(`query "${name}": its windows count ${-late} rows more than it read`);
  }
  if (late > 0 && query.plan?.kind === 'window' && query.plan.watermarkDelayMs === null) {
    problems.push(
      `query "${name}": ${late} valid rows are in no window, and without a watermark none is late`,
    );
  }
  const known = late < 0 ? null : late;
  const reasons: Reasons = late < 0 ? { late: 'the windows count more rows than were read' } : {};
  const why = whyNotFound(counter);
  if (!(counter instanceof LateCounter) || why !== undefined) {
    return {
      figures: { late: known, lateFound: null },
      reasons: { ...reasons, lateFound: why ?? '' },
      problems,
    };
  }
  problems.push(...deepProblems(name, counter, { late, output }));
  const untold = untoldIn(counter, output);
  const isRange = counter.mayBeLate > counter.late || untold > 0;
  return {
    figures: { late: known, lateFound: isRange ? null : counter.late },
    reasons: isRange ? { ...reasons, lateFound: rangeOf(counter, untold) } : reasons,
    problems,
  };
}

/** Only where rows follow that no report tells of yet: what was read last of all has been told. */
function untoldIn(counter: LateCounter, output: OutputRows): number {
  return output.notReported > 0 ? counter.mayBeUntold : 0;
}

function rangeOf({ late, mayBeLate }: LateCounter, untold: number): string {
  const later = untold === 0 ? '' : `, and up to ${untold} read last are told in the next report`;
  return `between ${late} and ${mayBeLate} were late: Flink's watermark moves between two reports${later}`;
}

function whyNotFound(counter: QueryEvidence['late']): string | undefined {
  if (counter === undefined) return 'late rows are counted from the topic with --deep';
  if (typeof counter === 'string') return counter;
  if (counter.unreadable === 0) return undefined;
  return `${counter.unreadable} valid rows have an event_time that verify cannot read`;
}

const mostWindows = 5;

function deepProblems(
  name: string,
  counter: LateCounter,
  { late, output }: { late: number; output: OutputRows },
): string[] {
  const problems: string[] = [];
  const untold = untoldIn(counter, output);
  const most = counter.mayBeLate + untold;
  if (late < counter.late || late > most) {
    problems.push(
      `query "${name}": ${late} valid rows are in no window, while ${spanOf(counter.late, most)} rows of the topic were late`,
    );
  }
  const found = output.countedByWindow();
  const due = (at: number): readonly [least: number, most: number] => {
    const expected = counter.expected.get(at) ?? 0;
    return [
      expected - (untold > 0 ? (counter.untold.get(at) ?? 0) : 0),
      expected + (counter.open.get(at) ?? 0),
    ];
  };
  const isWrong = (at: number): boolean => {
    const [[least, most], rows] = [due(at), found.get(at) ?? 0];
    return rows < least || rows > most;
  };
  const starts = new Set([...found.keys(), ...counter.expected.keys(), ...counter.open.keys()]);
  const wrong = [...starts].sort((a, b) => a - b).filter(isWrong);
  for (const at of wrong.slice(0, mostWindows)) {
    problems.push(
      `query "${name}", window ${new Date(at).toISOString()}: it counts ${found.get(at) ?? 0} rows, the topic holds ${spanOf(...due(at))}`,
    );
  }
  if (wrong.length > mostWindows) {
    problems.push(`query "${name}": ${wrong.length - mostWindows} more windows count wrongly`);
  }
  return problems;
}

function spanOf(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
