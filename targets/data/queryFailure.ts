/** Failures of queries, as the runner reported them: an error of the start, or a warning beside it. */
import { errorCodes } from '../../chain/errors.ts';
import type { CourantErrorFields, ErrorCode } from '../../chain/errors.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import type { QueryWarning, Reporter } from '../target.ts';

/** The first failure as an error of its own, the others as its details. */
export function queryError(failed: readonly QueryProgress[]): QueryError {
  const [first, ...others] = warningsOf(failed);
  const code =
    first !== undefined && first.code in errorCodes ? first.code : 'COURANT_QUERY_FAILED';
  return {
    code: code as ErrorCode,
    message: first?.message ?? 'a query failed',
    details: warningLines(others),
    hint: first?.hint ?? 'see all it said: courant logs spark',
  };
}

type QueryError = Pick<CourantErrorFields, 'code' | 'message' | 'hint'> & { details: string[] };

export function warningsOf(failed: readonly QueryProgress[]): QueryWarning[] {
  return failed.flatMap(({ query, error }) => (error === null ? [] : [{ query, ...error }]));
}

/** Says what is wrong with a start that succeeds all the same. */
export function warn(report: Reporter, warnings: readonly QueryWarning[]): void {
  for (const line of warningLines(warnings)) report.note(line);
}

export function warningLines(warnings: readonly QueryWarning[]): string[] {
  return warnings.flatMap(({ query, code, message, hint }) => [
    `query ${query} ${code}: ${message}`,
    ...(hint === null ? [] : [`  → ${hint}`]),
  ]);
}
