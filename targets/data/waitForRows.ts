/** The wait of a command for the first row, where no supervisor watches the start for it. */
import { CourantError } from '../../chain/errors.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { topicNames } from '../../chain/names.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import type { Reporter, QueryWarning, StepReport } from '../target.ts';
import { waitFor } from '../wait.ts';
import { FirstRow, firstRowDeadlineMs } from './firstRow.ts';
import type { StartFacts, StartVerdict } from './firstRow.ts';
import { KafkaObserver } from './kafkaSnapshot.ts';
import { whileOpen } from './openKafka.ts';
import { queryError, warn, warningLines, warningsOf } from './queryFailure.ts';

const observeEveryMs = 250;
const left = 'everything was kept so that you can look';

export interface RowsWait {
  readonly outputs: readonly string[];
  /** Asked again and again. @throws where something that the queries stand on cannot heal */
  readonly facts: () => StartFacts;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

export interface RowsSeen {
  /** Queries that failed while others make rows. */
  readonly warnings: readonly QueryWarning[];
  /** From the start of this process to the first row; `null` where no query needs one. */
  readonly firstRowMs: number | null;
}

/** @throws CourantError with a query's own error, or COURANT_NOT_READY with what was seen last */
export async function waitForRows(connection: KafkaConnection, wait: RowsWait): Promise<RowsSeen> {
  const step = wait.report.step('waiting for rows in an output topic');
  try {
    const seen = await whileOpen(connection, (kafka) =>
      untilReady(new KafkaObserver(kafka, [topicNames.readings, ...wait.outputs]), wait, step),
    );
    warn(wait.report, seen.warnings);
    return seen;
  } catch (error) {
    step.failed();
    throw error;
  }
}

function untilReady(
  observer: KafkaObserver,
  { outputs, facts, signal }: RowsWait,
  step: StepReport,
): Promise<RowsSeen> {
  let rule: FirstRow | undefined;
  let last: StartVerdict | undefined;
  return waitFor({
    look: async () => {
      const known = facts();
      const snapshot = await observer.observe();
      rule ??= new FirstRow(outputs, snapshot.offsets);
      last = rule.judge(snapshot, known);
      step.progress(stateSentence(last.reports));
      return rowsSeen(last, step);
    },
    deadlineMs: firstRowDeadlineMs,
    everyMs: observeEveryMs,
    signal,
    late: () => noRows(outputs, last),
  });
}

function rowsSeen(verdict: StartVerdict, step: StepReport): RowsSeen | undefined {
  const { state, output, rowsSinceMs, failed } = verdict;
  if (state === 'waiting') return undefined;
  if (state !== 'ready') throw new CourantError({ ...queryError(failed), left });
  step.done(output === undefined ? 'no row came out so far' : `"${output}" grows`);
  const firstRowMs = rowsSinceMs === undefined ? null : rowsSinceMs - performance.timeOrigin;
  return { firstRowMs: firstRowMs && Math.round(firstRowMs), warnings: warningsOf(failed) };
}

function stateSentence(reports: readonly QueryProgress[]): string {
  if (reports.length === 0) return 'no query has reported yet';
  return reports
    .map(({ query, state, rows }) => `${query} ${state}, ${rows} rows read`)
    .join(' · ');
}

function noRows(outputs: readonly string[], last: StartVerdict | undefined): CourantError {
  const seen = last === undefined ? 'Kafka did not answer' : stateSentence(last.reports);
  return new CourantError({
    code: 'COURANT_NOT_READY',
    message: `no row came out in ${firstRowDeadlineMs / 1_000} s`,
    details: [
      `output topics: ${outputs.join(', ')}`,
      `last seen: ${seen}`,
      ...warningLines(warningsOf(last?.failed ?? [])),
    ],
    left,
    hint: 'see what the queries do: courant status, courant logs spark',
  });
}
