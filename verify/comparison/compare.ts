/** Do two queries say the same? From their outputs and their reports alone, while the chain runs or after it stopped. */
import { CourantError } from '../../chain/errors.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import { counted } from '../../chain/words/counted.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { FixedTopics } from '../evidence/fixedTopics.ts';
import { compareRows, countedIn } from './compareRows.ts';
import type { Side, Surplus } from './compareRows.ts';
import { OutputReader } from './finalRows.ts';
import type { FinalRows, RowKind } from './finalRows.ts';
import type { Comparison } from '../comparisonResult.ts';
import { settled } from './settled.ts';
import type { Reach } from './settled.ts';

/** One query with what it has reported. */
export interface Compared {
  readonly query: QueryProgress;
  readonly batches: readonly BatchProgress[];
}

/** What one side says in the end, wherever it comes from. */
export interface Output extends Side {
  readonly reach: Reach;
  /** `null`: not known. */
  readonly late: number | null;
}

/**
 * Reads both outputs up to their ends now and compares what is final in both.
 * @param onProgress called now and then with what is being read
 * @throws CourantError COURANT_USAGE where a row of one stands for something else than a row of the other
 */
export async function compareQueries(
  kafka: Kafka,
  queries: readonly [Compared, Compared],
  onProgress?: (text: string) => void,
): Promise<Comparison> {
  const topics = await outputTopics(kafka, queries, onProgress);
  const first = await readOutput(topics, queries[0]);
  const second = await readOutput(topics, queries[1]);
  return compareOutputs(first, second);
}

/** The topics that the queries write, up to where they end now. */
export async function outputTopics(
  kafka: Kafka,
  queries: readonly Compared[],
  onProgress?: (text: string) => void,
): Promise<FixedTopics> {
  const bounds = await kafka.offsets(queries.map(({ query }) => query.query));
  return new FixedTopics(kafka, bounds, onProgress);
}

export async function readOutput(
  topics: FixedTopics,
  { query, batches }: Compared,
): Promise<Output> {
  const reader = new OutputReader(query, batches);
  if (topics.has(query.query)) {
    await topics.scan(query.query, (record) => {
      reader.add(record);
    });
  }
  return {
    name: query.query,
    final: reader.final,
    isCut: isCut(topics.bounds(query.query)),
    reach: reachOf(query, reader.final),
    late: query.late ?? lateByDifference(query, reader.final),
  };
}

/** Valid readings that are in no window, as the law has it; `null` where the plan does not tell. */
function lateByDifference({ plan, valid, filtered }: QueryProgress, { rows }: FinalRows) {
  if (plan?.kind !== 'window' || filtered === null) return null;
  let inWindows = 0;
  for (const { value } of rows.values()) inWindows += countedIn(value) ?? 0;
  return Math.max(0, valid - filtered - inWindows);
}

export function reachOf(query: QueryProgress, final: FinalRows): Reach {
  return { ...query, isAppend: final.mode === 'append' };
}

function isCut(bounds: readonly PartitionOffsets[]): boolean {
  return bounds.some(({ start }) => start > 0);
}

/** @throws CourantError COURANT_USAGE where a row of one stands for something else than a row of the other */
export function compareOutputs(first: Output, second: Output): Comparison {
  const rowsAre = sharedKind(first, second);
  const known = settled(rowsAre, first.reach, second.reach);
  const { surplus, ...rows } = compareRows(first, second, known);
  const compared = rows.equal + rows.different + rows.onlyInFirst + rows.onlyInSecond;
  const isEqual = rows.equal === compared;
  const late = isEqual ? null : lateReadings(first, second, surplus);
  return {
    verdict: compared === 0 ? 'undecided' : isEqual ? 'equal' : 'different',
    rowsAre,
    ...rows,
    lateReadings: late === null ? null : Math.abs(late),
    notes: [
      ...columnNotes(first, second, rows),
      ...cutNotes([first, second]),
      ...(late === null ? [] : [lateNote(first, second, late)]),
    ],
    reasons: compared === 0 ? [known.reason ?? 'there is no row yet that both have read'] : [],
  };
}

/** Rows of none yet are whatever those of the other are. */
function sharedKind(first: Output, second: Output): RowKind {
  const [one, other] = [first.final.kind, second.final.kind];
  if (one === undefined || other === undefined || one === other) return one ?? other ?? 'window';
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `"${first.name}" and "${second.name}" do not ask the same question: rows of the first are ${kindWords[one]}, of the second ${kindWords[other]}`,
    hint: 'compare two queries that group by the same, and both name their columns key, window_start and window_end',
  });
}

const kindWords: Readonly<Record<RowKind, string>> = {
  reading: 'one a reading',
  window: 'one a key and window',
  key: 'one a key',
  content: 'each by itself',
};

function columnNotes(
  first: Output,
  second: Output,
  rows: Pick<Comparison, 'columnsOfFirst' | 'columnsOfSecond'>,
): string[] {
  const note = (name: string, columns: readonly string[]) =>
    columns.length === 0 ? [] : [`only "${name}" has ${columns.join(', ')}: not compared`];
  return [...note(first.name, rows.columnsOfFirst), ...note(second.name, rows.columnsOfSecond)];
}

function cutNotes(outputs: readonly Output[]): string[] {
  return outputs
    .filter((output) => output.isCut)
    .map(
      ({ name }) =>
        `the oldest rows of "${name}" were deleted by retention: what only the other one has was not compared`,
    );
}

/**
 * A reading that comes about when its window closes is late for the one and not for the other.
 * @returns by how many the second dropped more; `null` where that is not what differs
 */
function lateReadings(first: Output, second: Output, surplus: Surplus['surplus']): number | null {
  if (first.late === null || second.late === null) return null;
  const dropped = second.late - first.late;
  return dropped !== 0 && surplus === dropped ? dropped : null;
}

function lateNote(first: Output, second: Output, dropped: number): string {
  const [more, fewer] = dropped > 0 ? [second, first] : [first, second];
  return `the differences are ${counted(Math.abs(dropped), 'reading')} that "${more.name}" dropped as late and "${fewer.name}" counted`;
}
