/** A query of the chain that has reported nothing: whatever it was to read, nobody saw it read. */
import type { QueryVerdict } from './queryHop.ts';
import { queryCauses } from './queryCauses.ts';
import type { QueryResult } from '../result.ts';

interface Unseen {
  /** Records in the topic that it was to read. */
  readonly kept: number;
  /** Whether the topic ever held one. */
  readonly everSent: boolean;
  /** Whether its output topic was declared, as each start does before the query runs. */
  readonly wasStarted: boolean;
}

export function silentQuery(name: string, { kept, everSent, wasStarted }: Unseen): QueryVerdict {
  const why = wasStarted ? 'the query has reported nothing' : 'the query was not started yet';
  const fields = 'engine state plan filtered counted late lateFound rows replayedRows'.split(' ');
  const result: QueryResult = {
    ...{
      name,
      engine: null,
      state: null,
      plan: null,
      read: 0,
      valid: 0,
      deadLetters: 0,
      filtered: null,
    },
    ...{ counted: null, late: null, lateFound: null, rows: null, replayedRows: null },
    ...{ rowsSetAside: 0, rowsNotReported: 0, lag: kept, recountedBatches: 0 },
    reasons: Object.fromEntries(fields.map((field) => [field, why])),
  };
  return {
    result,
    problems:
      everSent && wasStarted
        ? [`query "${name}" has reported nothing: nobody knows what it read`]
        : [],
    notes: [],
    causes: queryCauses(result, { others: 0 }),
  };
}
