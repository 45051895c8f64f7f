/** Stories made of the same parts as real ones, without a chain: readings, reports and a proof that are written here. */
import { resolveChain } from '../../chain/chain.ts';
import type { BatchProgress, QueryProgress } from '../../chain/progress.ts';
import { definitionFacts } from '../../deck/facts/definition.ts';
import { readErrorAdvice } from '../../deck/facts/errorAdvice.ts';
import { lawFacts } from '../../deck/facts/law.ts';
import { machineFacts } from '../../deck/facts/machine.ts';
import { ReadingsLook } from '../../deck/facts/readings.ts';
import { timelineOf } from '../../deck/facts/timeline.ts';
import { troublesOf } from '../../deck/facts/troubles.ts';
import { figuresFrom } from '../../deck/figure.ts';
import { notMeasured } from '../../deck/measure/measure.ts';
import type { Story } from '../../deck/slides/story.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { Target } from '../../targets/target.ts';
import type { QueryResult, VerifyResult } from '../../verify/result.ts';

export interface StoryWanted {
  /** Readings of each sensor. @default 200 */
  readonly readings?: number;
  readonly sensors?: readonly string[];
  readonly kinds?: readonly string[];
  readonly queries?: readonly string[];
  /** As the definition has them: which engines there are. */
  readonly engines?: object;
  readonly proof?: Partial<VerifyResult>;
  readonly skills?: readonly string[];
  readonly measured?: Pick<Story, 'scaling' | 'recovery'>;
  readonly troubles?: Story['troubles'];
}

const startMs = Date.parse('2026-11-27T10:00:00.000Z');

export async function storyOf(wanted: StoryWanted = {}): Promise<Story> {
  const { readings = 200, sensors = ['sensor-1', 'sensor-2'], kinds = ['temperature'] } = wanted;
  const { queries = ['sensor_stats'], skills = [] } = wanted;
  const chain = resolveChain(
    { name: 'sensors', ...(wanted.engines === undefined ? {} : { queries: wanted.engines }) },
    'chain.config.ts',
  );
  const chainFolder = { folder: process.cwd(), chain, file: 'chain.config.ts' };
  const target = { name: 'local', controls: {} } as Target;
  const total = readings * sensors.length;
  const proof = proofOf(total, queries, wanted.proof ?? {});
  const snapshot = snapshotOf(total, queries);
  const time = figuresFrom('clock of this machine');
  return {
    chain: chain.name,
    target: 'local',
    isRunning: false,
    madeAt: time('report.madeAt', 'text', '2026-11-27 10:05:00 UTC'),
    definition: definitionFacts(chainFolder, queries, () => 'spark'),
    machine: machineFacts(false),
    readings: lookOf(readings, sensors, kinds).facts(total),
    timeline: timelineOf(snapshot),
    latency: queries.map((query, at) => latencyOf(query, at, total)),
    law: lawFacts(proof),
    troubles:
      wanted.troubles ?? troublesOf({ legs: [], queries: snapshot.progress.queries }, proof, []),
    ...(wanted.measured ?? notMeasured({ target, chainFolder })),
    skills,
    advice: await readErrorAdvice(),
  };
}

function lookOf(count: number, sensors: readonly string[], kinds: readonly string[]): ReadingsLook {
  const look = new ReadingsLook();
  for (let at = 0; at < count; at += 1) {
    for (const [index, sensor] of sensors.entries()) {
      const kind = kinds[index % kinds.length];
      const event_time = new Date(startMs + at * 1_000 + index).toISOString();
      const value = 20 + 5 * Math.sin(at / 7) + index;
      look.add(Buffer.from(JSON.stringify({ sensor, kind, value, unit: 'Cel', event_time })));
    }
  }
  return look;
}

function latencyOf(query: string, at: number, total: number): Story['latency'][number] {
  const figure = figuresFrom('record timestamps of readings and of each output topic');
  const isKnown = total > 0;
  return {
    ...{ query, kind: 'window', isLive: false },
    readings: figure(`latency.${at}.readings`, 'count', isKnown ? total : null),
    p50: figure(`latency.${at}.p50`, 'ms', isKnown ? 412 : null),
    p99: figure(`latency.${at}.p99`, 'ms', isKnown ? 1_034 : null),
  };
}

function proofOf(
  total: number,
  queries: readonly string[],
  change: Partial<VerifyResult>,
): VerifyResult {
  const none = { late: 0, doubled: 0, withheld: 0, malformed: {} };
  return {
    ...{
      verdict: 'proven',
      ok: true,
      unread: 0,
      producers: 1,
      acknowledged: total,
      inTopic: total,
    },
    ...{ lost: 0, doubled: 0, outOfOrder: 0, unknown: 0, unknownFound: 0, failed: 0, expired: 0 },
    ...{
      unaccounted: 0,
      unreported: 0,
      possiblyDoubled: 0,
      foreign: 0,
      injected: none,
      found: none,
    },
    queries: queries.map((name) => hopOf(name, total)),
    ...{ problems: [], findings: [], causes: [], notes: [], reasons: {} },
    ...change,
  };
}

function hopOf(name: string, total: number): QueryResult {
  return {
    ...{ name, state: 'stopped', plan: 'window', read: total, valid: total, deadLetters: 0 },
    ...{
      filtered: 0,
      counted: total,
      rowsSetAside: 0,
      late: 0,
      lateFound: null,
      engine: 'spark',
      rows: 10,
    },
    ...{ replayedRows: 0, rowsNotReported: 0, lag: 0, recountedBatches: 0, reasons: {} },
  };
}

function snapshotOf(total: number, queries: readonly string[]): KafkaSnapshot {
  const batches = new Map(queries.map((query) => [query, batchesOf(query, total)]));
  const reported = queries.map((query) => ({ query, error: null, restarts: 0 }));
  return {
    atMs: startMs + 3_600_000,
    offsets: new Map([['readings', [{ partition: 0, start: 0, end: total }]]]),
    progress: { queries: reported as unknown as QueryProgress[], batches },
    rates: new Map(),
  } as unknown as KafkaSnapshot;
}

/** A batch a second, a fiftieth of the readings each. */
function batchesOf(query: string, total: number): BatchProgress[] {
  const size = Math.floor(total / 50);
  return Array.from({ length: size === 0 ? 0 : 50 }, (_, batch) => {
    const endMs = startMs + batch * 1_000;
    return {
      ...{ type: 'batch', query, batch, fingerprint: 'f', rows: size, valid: size, dead: 0 },
      offsets: { '0': { start: batch * size, end: (batch + 1) * size } },
      ...{ otherOffsets: [], filtered: 0, outputRows: 10, setAside: 0, watermark: null },
      ...{ lateWatermark: null, newestTimestamp: new Date(endMs - 300).toISOString() },
      ...{ durationMs: 400, recounted: false, time: new Date(endMs).toISOString() },
    } as BatchProgress;
  });
}
