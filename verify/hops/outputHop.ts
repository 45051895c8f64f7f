/** The last hop: valid = filtered + counted in the output + late, by the kind of the query's plan. */
import { topicNames } from '../../chain/names.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { counted } from '../../chain/words/counted.ts';
import { mostDeleted } from '../evidence/batchTrail.ts';
import { lateHop } from './lateHop.ts';
import type { LateVerdict } from './lateHop.ts';
import type { OutputRows } from '../evidence/outputs.ts';
import type { QueryEvidence } from '../evidence/queryEvidence.ts';
import { Versions } from '../evidence/versions.ts';
import type { QueryResult } from '../result.ts';

type Figures = Pick<
  QueryResult,
  'filtered' | 'counted' | 'rowsSetAside' | 'late' | 'lateFound' | 'rows' | 'replayedRows'
>;
type Reasons = Partial<Record<keyof Figures, string>>;

interface OutputVerdict {
  readonly figures: Figures;
  readonly reasons: Reasons;
  readonly problems: readonly string[];
}

export function outputHop(evidence: QueryEvidence): OutputVerdict {
  const { query, output } = evidence;
  const reasons: Reasons =
    query.filtered === null ? { filtered: 'the query’s plan does not tell' } : {};
  if (output === undefined) {
    const why = `there is no output topic "${query.query}"`;
    const nothing = { counted: null, late: null, lateFound: null, rows: null, replayedRows: null };
    const all = { counted: why, late: why, lateFound: why, rows: why, replayedRows: why };
    const figures = {
      filtered: query.filtered,
      rowsSetAside: setAsideHop(evidence).rows,
      ...nothing,
    };
    return { figures, reasons: { ...reasons, ...all }, problems: goneProblems(query) };
  }
  const rows = rowProblems(evidence, output);
  const aside = setAsideHop(evidence);
  const seen = {
    filtered: query.filtered,
    rowsSetAside: aside.rows,
    rows: output.rows,
    replayedRows: output.replayed,
  };
  const problems = [...rows.problems, ...aside.problems];
  const why = whyNotCountable(evidence, rows.isCut);
  if (why !== undefined) {
    const figures = { ...seen, counted: null, late: null, lateFound: null };
    const all = { ...reasons, counted: why, late: why, lateFound: why };
    return { figures, reasons: all, problems };
  }
  const found = query.plan?.kind === 'window' ? output.counted : output.rows;
  const late =
    query.plan?.kind === 'window'
      ? lateHop(evidence, output)
      : statelessHop(evidence, { found, aside: aside.rows });
  return {
    figures: { ...seen, counted: found, ...late.figures },
    reasons: { ...reasons, ...late.reasons },
    problems: [...problems, ...late.problems],
  };
}

function whyNotCountable(evidence: QueryEvidence, isCut: boolean): string | undefined {
  const { query, output } = evidence;
  const { plan, filtered } = query;
  if (plan === null) return 'the query was not analyzed yet';
  if (plan.kind === 'other') return plan.reason;
  if (isCut) return 'the oldest output rows were deleted by retention';
  if (filtered === null) return 'the query does not tell how many rows its conditions left out';
  if (plan.kind === 'window' && setAsideHop(evidence).rows > 0) {
    return 'what the rows that were too large for Kafka count is not in the output';
  }
  if (output !== undefined && output.unreadable > 0) {
    return `${output.unreadable} output rows have no readable "n" and "window_start"`;
  }
  return undefined;
}

/** Retention deletes rows and never a topic. */
function goneProblems({ query, outputRows }: QueryProgress): string[] {
  if (outputRows === null || outputRows === 0) return [];
  const written = counted(outputRows, 'output row');
  return [`query "${query}": it reported ${written}, and there is no topic "${query}"`];
}

/** Each batch's different rows in the topic = the rows it reported to have written. */
function rowProblems({ query, batches, outputBounds }: QueryEvidence, output: OutputRows) {
  const name = query.query;
  const wrong = batches.reported.flatMap(({ batch, outputRows, recounted }) => {
    const found = output.byBatch.get(batch) ?? 0;
    if (outputRows === null || recounted || found === outputRows) return [];
    return [{ batch, found, outputRows }];
  });
  const cut = output.trail.newestCut(outputBounds);
  const gone = wrong.filter(({ batch, found, outputRows }) => found < outputRows && batch <= cut);
  const missing = gone.reduce((sum, { found, outputRows }) => sum + outputRows - found, 0);
  const excused = missing <= mostDeleted(outputBounds) ? gone : [];
  const problems = wrong
    .filter((one) => !excused.includes(one))
    .map(
      ({ batch, found, outputRows }) =>
        `query "${name}", batch ${batch}: it reported ${outputRows} output rows, topic "${name}" holds ${found}`,
    );
  // What a recounted batch wrote is not known to the account.
  const untold = batches.reported.filter(
    ({ outputRows, recounted }) => outputRows === null || recounted,
  );
  const isKnown = query.outputRows !== null && untold.length === 0;
  const short = isKnown ? (query.outputRows ?? 0) - output.rows : 0;
  const isShort = short > 0 && cut >= 0 && short <= mostDeleted(outputBounds);
  if (isKnown && short !== 0 && !isShort && problems.length === 0) {
    problems.push(
      `query "${name}": it reported ${query.outputRows} output rows in all, topic "${name}" holds ${output.rows}`,
    );
  }
  // Where nobody knows what was written, nobody knows whether retention took some of it.
  const isFolded = query.outputRows === null && !batches.isComplete;
  const isUntold = cut >= 0 && (isFolded || untold.some(({ batch }) => batch <= cut));
  return { isCut: excused.length > 0 || isShort || isUntold, problems };
}

/** Rows that were too large for Kafka: those reported = the dead letters that they became. */
function setAsideHop({ query, batches, deadLetters }: QueryEvidence) {
  const found = deadLetters.rowsOf(query, new Versions(batches.reported));
  const isRecounted = batches.reported.some(({ recounted }) => recounted);
  const isExpired = found < query.setAside && query.setAside - found <= deadLetters.mostDeleted;
  const isClosed = found === query.setAside || isExpired || (isRecounted && found > query.setAside);
  const problems = isClosed
    ? []
    : [
        `query "${query.query}": it reported ${query.setAside} rows too large for Kafka, ${topicNames.deadLetters} holds ${found} of them`,
      ];
  return { rows: isExpired ? query.setAside : found, problems };
}

function statelessHop(
  { query }: QueryEvidence,
  { found, aside }: { found: number; aside: number },
): LateVerdict {
  const due = query.valid - (query.filtered ?? 0) - aside;
  const without = aside === 0 ? '' : `, ${aside} too large for Kafka`;
  const problems =
    found === due
      ? []
      : [
          `query "${query.query}": ${query.valid} valid rows and ${query.filtered ?? 0} filtered${without} must give ${due} output rows, topic "${query.query}" holds ${found}`,
        ];
  return { figures: { late: 0, lateFound: 0 }, reasons: {}, problems };
}
