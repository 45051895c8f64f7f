/** What a query leaves open: readings that it has not read yet, and rows that cannot be counted. */
import { counted } from '../../chain/words/counted.ts';
import type { Cause, QueryResult } from '../result.ts';

/** @param missed what retention deleted before the query read it */
export function queryCauses(result: QueryResult, missed: { readonly others: number }): Cause[] {
  const { name, lag, valid, counted: found, late, lateFound, reasons } = result;
  const query = `query "${name}"`;
  const uncounted = found === null ? valid : 0;
  const called = found !== null && lateFound === null ? (late ?? 0) : 0;
  const causes: Cause[] = [
    { kind: 'unread', count: lag, sentence: `${query} has ${counted(lag, 'reading')} to go` },
    {
      kind: 'expiredUnread',
      count: missed.others,
      sentence: `${query}: up to ${counted(missed.others, 'record')} that no ledger tells of were deleted before it had read them`,
    },
    {
      kind: 'uncounted',
      count: uncounted,
      sentence: `${query}: ${counted(uncounted, 'valid row')} cannot be counted in its output: ${reasons['counted'] ?? ''}`,
    },
    {
      kind: 'late',
      count: called,
      sentence: `${query}: ${counted(called, 'row')} in no window ${called === 1 ? 'is' : 'are'} called late: ${reasons['lateFound'] ?? ''}`,
    },
  ];
  return causes.filter(({ count }) => count > 0);
}
