/** A query whose output topic was declared, and which has reported nothing: whatever it was to read, nobody saw it read. */
import type { QueryVerdict } from './queryHop.ts';
import { queryCauses } from './queryCauses.ts';
import type { QueryResult } from '../result.ts';

/** @param kept records in the topic that it was to read @param everSent whether the topic ever held one */
export function silentQuery(
  name: string,
  { kept, everSent }: { readonly kept: number; readonly everSent: boolean },
): QueryVerdict {
  const why = 'the query has reported nothing';
  const fields = 'state plan filtered counted late lateFound rows replayedRows'.split(' ');
  const result: QueryResult = {
    ...{ name, state: null, plan: null, read: 0, valid: 0, deadLetters: 0, filtered: null },
    ...{ counted: null, late: null, lateFound: null, rows: null, replayedRows: null },
    ...{ rowsSetAside: 0, rowsNotReported: 0, lag: kept, recountedBatches: 0 },
    reasons: Object.fromEntries(fields.map((field) => [field, why])),
  };
  return {
    result,
    problems: everSent ? [`query "${name}" has reported nothing: nobody knows what it read`] : [],
    notes: [],
    causes: queryCauses(result, { others: 0 }),
  };
}
