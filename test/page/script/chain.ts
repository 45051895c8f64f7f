/** A chain that never ran: what the page is told of it, second by second. */
import type { LiveChain, LivePoint, LiveProof, LiveRow, LiveState } from '../../../page/live.ts';
import type { StatusDocument } from '../../../targets/data/statusDocument.ts';
import type { VerifyResult } from '../../../verify/result.ts';

export const queries = ['hot_readings', 'sensor_stats'] as const;

export function scriptedChain(fields: Partial<LiveChain> = {}): LiveChain {
  return {
    name: 'city-air',
    target: 'local',
    hasControls: true,
    nowMs: Date.now(),
    queries: [
      {
        name: 'hot_readings',
        sql: 'SELECT sensor AS key, value\nFROM readings\nWHERE value > 30\n',
      },
      {
        name: 'sensor_stats',
        sql: "SELECT sensor AS key, count(*) AS n\nFROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS\nGROUP BY sensor, window(event_time, '5 seconds')\n",
      },
    ],
    ...fields,
  };
}

/** @param at seconds since the script began; negative in the history */
export function pointAt(nowMs: number, at: number): LivePoint {
  const wave = Math.sin(at / 17);
  const lag = at > -120 && at < -60 ? 9_000 + 60 * (at + 120) : 240 + 60 * wave;
  return {
    atMs: nowMs + at * 1_000,
    inPerSecond: 5_000 + 120 * wave,
    queries: {
      hot_readings: {
        ...{ readPerSecond: 4_990 + 100 * wave, outPerSecond: 195 + 9 * wave },
        ...{ lagRows: 40 + 10 * wave, batchMs: 90 + 12 * wave },
      },
      sensor_stats: {
        ...{ readPerSecond: 4_100 + 300 * wave, outPerSecond: 38 + 4 * wave },
        ...{ lagRows: Math.round(lag), batchMs: 420 + 60 * wave },
      },
    },
  };
}

const leg = (name: 'generator' | 'kafka' | 'spark', id: string, pid: number) => ({
  ...{ name, id, pid, state: 'running' as const, since: new Date().toISOString() },
  ...{ restarts: 0, lastFailure: null, residentBytes: 300_000_000 },
});

const topic = (name: string, records: number, ratePerSecond: number) => ({
  ...{ name, partitions: 3, records, ratePerSecond },
});

export function scriptedStatus(names: readonly string[] = queries): StatusDocument {
  const query = (name: string, at: number): StatusDocument['queries'][number] => ({
    ...{ name, engine: 'spark', state: 'running', rowsRead: 1_204_000, valid: 1_203_100 },
    ...{ deadLetters: 900, late: 0 },
    ...{ lagRows: at === 0 ? 40 : 12_300, lagSeconds: at === 0 ? 0.1 : 3.1 },
    ...{ ratePerSecond: at === 0 ? 4_990 : 4_100, lastBatchMs: at === 0 ? 90 : 430, restarts: 0 },
    lastBatchPhases: null,
    watermark: at === 0 ? null : new Date(Date.now() - 14_000).toISOString(),
    plan:
      at === 0
        ? { kind: 'stateless' }
        : { kind: 'window', windowMs: 5_000, watermarkDelayMs: 10_000 },
    mode: at === 0 ? { kind: 'realTime' } : { kind: 'microBatch' },
    error: null,
  });
  return {
    target: 'local',
    state: 'running',
    generator: {
      ...{ replicas: 1, ratePerSecond: 5_000, askedPerSecond: 5_000, acknowledged: 1_216_300 },
      ...{ failed: 0, unknown: 0, badRows: 0, cells: null, warnings: null, injected: 900 },
    },
    kafka: {
      state: 'running',
      bootstrapServers: ['127.0.0.1:9092'],
      topics: [
        topic('readings', 1_216_300, 5_000),
        ...names.map((name, at) => topic(name, 48_000 - 30_000 * at, at === 0 ? 195 : 38)),
        topic('readings.dlq', 900, 3.4),
      ],
    },
    queries: names.map(query),
    legs: [
      leg('generator', 'generator-0', 4_101),
      leg('kafka', 'kafka', 4_102),
      leg('spark', 'spark', 4_103),
    ],
    ...{ residentBytes: 900_000_000, diskBytes: 90_000_000 },
    ...{ firstReadingMs: 2_100, firstRowMs: 7_800, reasons: {} },
  };
}

export function scriptedState(fields: Partial<LiveState> = {}, names = queries): LiveState {
  const status = fields.status ?? scriptedStatus(names);
  const readings = 'topic:readings';
  const insight = { watermarkWhy: null, drainSeconds: null, watermarkGapMs: null, phases: null };
  return {
    point: pointAt(Date.now(), 0),
    status,
    edges: [
      { from: 'generator', to: readings, perSecond: 5_000 },
      ...names.flatMap((name, at) => [
        { from: readings, to: `query:${name}`, perSecond: at === 0 ? 4_990 : 4_100 },
        { from: `query:${name}`, to: `topic:${name}`, perSecond: at === 0 ? 195 : 38 },
        { from: `query:${name}`, to: 'topic:readings.dlq', perSecond: at === 0 ? 0 : 3.4 },
      ]),
    ],
    insights: [
      {
        ...insight,
        ...{
          name: names[0],
          trend: 'steady',
          planSentence: 'provable: each reading makes one row or none',
        },
      },
      {
        ...insight,
        ...{ name: names[1], trend: 'growing', planSentence: 'provable: one window' },
        ...{ watermarkGapMs: 14_000, watermarkWhy: 'no reading since has a newer event time' },
        phases: { planningMs: 60, runningMs: 290, committingMs: 80 },
      },
    ],
    slowest: {
      node: `query:${names[1]}`,
      sentence: `${names[1]} reads 4,100 of 5,000/s: 12,300 rows behind, growing`,
    },
    causes: [],
    silent: [],
    deadLetters: { not_json: 410, missing_field: 300, wrong_type: 120, bad_time: 70 },
    ...fields,
  };
}

export function scriptedRow(offset: number, fields: Partial<LiveRow> = {}): LiveRow {
  return {
    ...{
      partition: offset % 3,
      offset,
      timestamp: new Date().toISOString(),
      key: `sensor-${offset % 40}`,
    },
    value: JSON.stringify({ sensor: `sensor-${offset % 40}`, value: 21.5, unit: 'Cel' }),
    ...{ hex: null, headers: { producer: 'p1', seq: String(offset) } },
    ...fields,
  };
}

export function scriptedLetter(offset: number, query = 'sensor_stats'): LiveRow {
  return scriptedRow(offset, {
    key: `0:${offset}`,
    value: '{"sensor": "sensor-7", "value": 2\ufffd',
    hex: '7b2273656e736f72223a202273656e736f722d37222c202276616c7565223a2032ff',
    headers: {
      ...{ query, reason: 'not_json', detail: 'ends within an object' },
      ...{ topic: 'readings', partition: '0', offset: String(offset) },
    },
  });
}

export function scriptedVerdict(fields: Partial<VerifyResult> = {}): VerifyResult {
  const query = {
    ...{ engine: 'spark' as const, state: 'running' as const },
    ...{ rowsSetAside: 0, replayedRows: 0, rowsNotReported: 0 },
  };
  return {
    ...{ verdict: 'provenSoFar', ok: true, unread: 12_300, producers: 1, acknowledged: 1_216_300 },
    ...{ inTopic: 1_216_420, lost: 0, doubled: 0, outOfOrder: 0, unknown: 0, unknownFound: 0 },
    ...{ failed: 0, expired: 0, unaccounted: 0, unreported: 120, possiblyDoubled: 0, foreign: 0 },
    injected: { late: 40, doubled: 12, withheld: 9, malformed: { not_json: 410, bad_time: 70 } },
    found: { late: 40, doubled: 12, withheld: 9, malformed: { not_json: 410, bad_time: 70 } },
    queries: [
      {
        ...{ ...query, name: 'hot_readings', plan: 'stateless', read: 1_216_420, valid: 1_215_520 },
        ...{ deadLetters: 900, filtered: 1_167_520, counted: 48_000, late: 0, lateFound: null },
        ...{ rows: 48_000, lag: 0, recountedBatches: 0, reasons: {} },
      },
      {
        ...{ ...query, name: 'sensor_stats', plan: 'window', read: 1_204_120, valid: 1_203_220 },
        ...{ deadLetters: 900, filtered: 0, counted: 1_203_180, late: 40, lateFound: null },
        ...{ rows: 18_000, lag: 12_300, recountedBatches: 2, reasons: {} },
      },
    ],
    problems: [],
    findings: [],
    causes: [
      { kind: 'unread', count: 12_300, sentence: 'query "sensor_stats" has 12,300 readings to go' },
    ],
    ...{ notes: [], reasons: {} },
    ...fields,
  };
}

export function scriptedProof(result: VerifyResult | null = scriptedVerdict()): LiveProof {
  return { state: 'ended', atMs: Date.now(), detail: null, result };
}

/** Spark is down, and with it every query; the generator still writes. */
export function stoppedRunner(): Partial<LiveState> {
  const status = scriptedStatus();
  const legs = status.legs.map((one) =>
    one.name === 'spark' ? { ...one, state: 'failed' as const, pid: null } : one,
  );
  const stopped = status.queries.map((query) => ({ ...query, state: 'stopped' as const }));
  const edges = scriptedState().edges.map((edge) =>
    edge.from === 'generator' ? edge : { ...edge, perSecond: null },
  );
  const sentence = 'spark is down: OutOfMemoryError: Java heap space';
  return {
    ...{ status: { ...status, legs, queries: stopped }, edges, slowest: null },
    causes: [{ nodes: stopped.map(({ name }) => `query:${name}`), sentence }],
  };
}
