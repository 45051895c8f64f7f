/**
 * From a reading's record to its row, by the timestamps that Kafka's clients gave to both. A row of one reading names it
 * in its header (docs/queries.md); a window's rows are those of the batch that read the reading: the last of them counts.
 */
import { rowHeaders, topicNames } from '../../chain/names.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import type { Kafka, PartitionOffsets, RecordView } from '../../kafka/client.ts';
import { numberIn, textIn } from '../../kafka/records.ts';
import { figuresFrom } from '../figure.ts';
import { Numbers } from './numbers.ts';
import type { WriteTimes } from './writeTimes.ts';

/** Of each output topic, the newest ones: they were read once for the proof, and are unpacked again for this. */
const mostRows = 50_000;

export interface LatencyParts {
  readonly query: QueryProgress;
  /** Of the stretch of which latency is told. */
  readonly batches: readonly BatchProgress[];
  readonly times: WriteTimes;
  /** Bounds of the query's output topic. */
  readonly bounds: readonly PartitionOffsets[];
}

/** @param id under which the figures are known, like `latency.0` */
export async function latencyOf(kafka: Kafka, id: string, parts: LatencyParts) {
  const { query, batches, bounds } = parts;
  const source = `record timestamps of ${topicNames.readings} and of each output topic`;
  const kind = query.plan?.kind;
  const delays = new Numbers();
  const isKnown = kind === 'window' || kind === 'stateless';
  if (isKnown && batches.length > 0) {
    const rows = kind === 'window' ? new RowsOfBatches(parts) : new RowsOfReadings(parts);
    const ranges = newest(bounds);
    await kafka.scan(query.query, ranges, (record) => {
      rows.add(record);
    });
    rows.into(delays);
  }
  const figure = figuresFrom(source, isKnown ? 'nothingThere' : 'otherPlan');
  return {
    query: query.query,
    kind: kind ?? 'other',
    isLive: query.mode?.kind === 'realTime',
    readings: figure(`${id}.readings`, 'count', delays.size === 0 ? null : delays.size),
    p50: figure(`${id}.p50`, 'ms', delays.quantile(0.5)),
    p99: figure(`${id}.p99`, 'ms', delays.quantile(0.99)),
  };
}

export type Latency = Awaited<ReturnType<typeof latencyOf>>;

function newest(bounds: readonly PartitionOffsets[]): PartitionOffsets[] {
  const share = Math.ceil(mostRows / Math.max(1, bounds.length));
  return bounds.map(({ partition, start, end }) => ({
    partition,
    start: Math.max(start, end - share),
    end,
  }));
}

/** Each row by its reading; of a row that was written again the first counts. */
class RowsOfReadings {
  readonly #delays = new Map<string, number>();
  readonly #parts: LatencyParts;
  readonly #fromMs: number;

  constructor(parts: LatencyParts) {
    this.#parts = parts;
    this.#fromMs = Math.min(
      ...parts.batches.map(({ time, durationMs }) => Date.parse(time) - durationMs),
    );
  }

  add(record: RecordView): void {
    const row = textIn(record.headers()[rowHeaders.row]) ?? '';
    const named = /^(\d{1,9}):(\d{1,15})/.exec(row);
    if (named === null || record.timestampMs < this.#fromMs || this.#delays.has(row)) return;
    const writtenMs = this.#parts.times.at(Number(named[1]), Number(named[2]));
    if (!Number.isNaN(writtenMs)) this.#delays.set(row, record.timestampMs - writtenMs);
  }

  into(delays: Numbers): void {
    for (const delay of this.#delays.values()) delays.add(Math.max(0, delay));
  }
}

/** The last row of each batch, for all readings that the batch took. */
class RowsOfBatches {
  readonly #lastRowMs = new Map<number, number>();
  readonly #parts: LatencyParts;

  constructor(parts: LatencyParts) {
    this.#parts = parts;
  }

  add(record: RecordView): void {
    const batch = numberIn(record.headers()[rowHeaders.batch]);
    if (batch === undefined) return;
    const last = this.#lastRowMs.get(batch) ?? 0;
    this.#lastRowMs.set(batch, Math.max(last, record.timestampMs));
  }

  into(delays: Numbers): void {
    for (const { batch, offsets, recounted } of this.#parts.batches) {
      const rowMs = this.#lastRowMs.get(batch);
      if (rowMs === undefined || recounted) continue;
      for (const [partition, { start, end }] of Object.entries(offsets)) {
        for (let offset = start; offset < end; offset += 1) {
          const writtenMs = this.#parts.times.at(Number(partition), offset);
          if (!Number.isNaN(writtenMs)) delays.add(Math.max(0, rowMs - writtenMs));
        }
      }
    }
  }
}
