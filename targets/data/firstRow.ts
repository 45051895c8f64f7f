/** The only proof that a chain works: rows come out, seen in the output topic itself. */
import { CourantError, errorCodes } from '../../chain/errors.ts';
import type { ErrorCode } from '../../chain/errors.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import type { Reporter } from '../target.ts';
import { waitFor } from '../wait.ts';
import type { Api } from '../kind/api/api.ts';
import { kafkaConnection } from '../kind/api/kafkaForward.ts';

const deadlineMs = 300_000;
const lookEveryMs = 250;

interface Rows {
  readonly api: Api;
  readonly chain: string;
  readonly outputs: readonly string[];
  /** Failures that queries reported before this are of an earlier run. */
  readonly sinceMs: number;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  /** Throws where a pod or the application cannot heal. */
  readonly assertHealthy: () => void;
}

/** @throws CourantError with a query's own error, or COURANT_NOT_READY with what was seen last */
export async function waitForRows(rows: Rows): Promise<void> {
  const step = rows.report.step('waiting for rows in an output topic');
  const kafka = await openKafka(await kafkaConnection(rows.api, rows.chain));
  let base: Map<string, number> | undefined;
  let progress: ProgressSnapshot | undefined;
  let last = 'no look was possible';
  try {
    const grown = await waitFor({
      poll: async () => {
        rows.assertHealthy();
        const ends = await endsOf(kafka, rows.outputs);
        base ??= ends;
        progress = await readProgress(kafka, progress);
        throwReported(progress.queries, rows);
        last = inWords(progress.queries, rows.sinceMs);
        step.progress(last);
        return rows.outputs.find((topic) => (ends.get(topic) ?? 0) > (base?.get(topic) ?? 0));
      },
      deadlineMs,
      everyMs: lookEveryMs,
      signal: rows.signal,
      late: () => noRows(rows.outputs, last),
    });
    step.done(`"${grown}" grows`);
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    await kafka.close();
  }
}

async function endsOf(kafka: Kafka, topics: readonly string[]): Promise<Map<string, number>> {
  const offsets = await kafka.offsets(topics);
  return new Map(
    [...offsets].map(([topic, parts]) => [topic, parts.reduce((sum, { end }) => sum + end, 0)]),
  );
}

function throwReported(queries: readonly QueryProgress[], { outputs, sinceMs }: Rows): void {
  const broken = queries.find(
    ({ query, state, error, time }) =>
      outputs.includes(query) &&
      state === 'failed' &&
      error !== null &&
      Date.parse(time) >= sinceMs,
  );
  if (broken?.error == null) return;
  const { code, message, hint } = broken.error;
  throw new CourantError({
    code: code in errorCodes ? (code as ErrorCode) : 'COURANT_QUERY_FAILED',
    message,
    left: 'everything was kept so that you can look',
    hint: hint ?? undefined,
  });
}

function inWords(queries: readonly QueryProgress[], sinceMs: number): string {
  const now = queries.filter(({ time }) => Date.parse(time) >= sinceMs);
  if (now.length === 0) return 'no query has reported yet';
  return now.map(({ query, state, rows }) => `${query} ${state}, ${rows} rows read`).join(' · ');
}

function noRows(outputs: readonly string[], last: string): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_READY',
    message: `no row came out in ${deadlineMs / 1_000} s`,
    details: [`output topics: ${outputs.join(', ')}`, `last seen: ${last}`],
    left: 'everything was kept so that you can look',
    hint: 'see what the queries do: courant status, courant logs spark',
  });
}
