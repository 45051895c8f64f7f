/** Faults as they lie in records, found without the log; and a source that goes on, with what it noted. */
import { expect } from 'vitest';
import type { FaultPlan, MalformedKind } from '../../../chain/chain.ts';
import { malformedKinds } from '../../../chain/progress.ts';
import type { PositionOptions, PositionSource } from '../../../generator/drawn/positionSource.ts';
import type { FaultKind, TruthLog } from '../../../generator/faults/truthLog.ts';
import type { ResumePoint } from '../../../generator/source/resumePoint.ts';
import { RecordTarget } from '../recordTarget.ts';
import type { Seen } from '../recordTarget.ts';

const hour = 3_600_000;
const startMs = Date.parse('2026-03-01T12:00:00.000Z');

export class Truth implements TruthLog {
  /** By partition and number. */
  readonly noted = new Map<string, FaultKind>();

  note(partition: number, kind: FaultKind, seq: number): void {
    const at = `${partition}/${seq}`;
    const before = this.noted.get(at);
    if (before !== undefined && before !== kind) throw new Error(`${at} is ${before} and ${kind}`);
    this.noted.set(at, kind);
  }

  of(kind: FaultKind): string[] {
    return [...this.noted].filter(([, noted]) => noted === kind).map(([at]) => at);
  }
}

export const least = 20_000;
export const withoutOversized = malformedKinds.filter((kind) => kind !== 'oversized');

export function plan(fields: Partial<FaultPlan> = {}): FaultPlan {
  return {
    late: { rate: 0.05, least, most: 90_000, distribution: 'exponential' },
    doubled: { rate: 0.04 },
    withheld: { rate: 0.03 },
    malformed: { rate: 0.06, kinds: withoutOversized },
    ...fields,
  };
}

/** What is wrong with a value, as the runner's ReadingParser has it. */
function reasonOf({ value, timestampMs }: Seen): MalformedKind | undefined {
  if (value.length > 2 ** 20) return 'oversized';
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(value) as Record<string, unknown>;
  } catch {
    return 'not_json';
  }
  if (typeof parsed.sensor !== 'string' || typeof parsed.event_time !== 'string')
    return 'missing_field';
  if (parsed.value === undefined && parsed.data === undefined) return 'missing_field';
  if (parsed.value !== undefined && typeof parsed.value !== 'number') return 'wrong_type';
  if (parsed.data !== undefined && typeof parsed.data !== 'object') return 'wrong_type';
  const ms = Date.parse(parsed.event_time);
  if (Number.isNaN(ms)) return 'bad_time';
  return ms - timestampMs > hour ? 'future_time' : undefined;
}

/** What lies in the records: found without the log. */
export function found(target: RecordTarget): Map<string, FaultKind> {
  const faults = new Map<string, FaultKind>();
  for (let partition = 0; partition < target.partitions; partition++) {
    let [newestMs, lastValue, next] = [Number.NEGATIVE_INFINITY, '', 0];
    for (const record of target.of(partition)) {
      for (; next < record.seq; next++) faults.set(`${partition}/${next}`, 'withheld');
      expect(record.seq).toBe(next++);
      const at = `${partition}/${record.seq}`;
      const reason = reasonOf(record);
      if (reason !== undefined) {
        faults.set(at, reason);
        continue;
      }
      const { event_time } = JSON.parse(record.value) as { event_time: string };
      const ms = Date.parse(event_time);
      if (newestMs - ms >= least) faults.set(at, 'late');
      else expect(ms).toBeGreaterThanOrEqual(newestMs);
      if (record.value === lastValue) faults.set(at, 'doubled');
      newestMs = Math.max(newestMs, ms);
      lastValue = record.value;
    }
    for (; next < target.nextSeqs[partition]!; next++)
      faults.set(`${partition}/${next}`, 'withheld');
  }
  return faults;
}

export function sorted(map: ReadonlyMap<string, FaultKind>): [string, FaultKind][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Cut {
  readonly count: number;
  /** Where the first run notes where it stands, and where it ends. */
  readonly checkpoint: number;
  readonly until: number;
  /** By partition, the part of what came after the checkpoint that is in the topic. */
  readonly parts: readonly number[];
}

/** A source that goes on from a checkpoint writes what one that was never interrupted does: no gap, no double. */
export function expectToGoOn(
  open: (options: Partial<PositionOptions>) => PositionSource,
  { count, checkpoint, until, parts }: Cut,
): void {
  const nowMs = () => startMs + 60_000;
  const wholeTruth = new Truth();
  const whole = new RecordTarget({ nowMs });
  open({ truth: wholeTruth }).write(whole, count);
  whole.flush();
  const [firstTruth, first] = [new Truth(), new RecordTarget({ nowMs })];
  const sourceOfFirst = open({ truth: firstTruth });
  const position = Math.min(checkpoint, until);
  sourceOfFirst.write(first, position);
  const nextSeqs = [...first.nextSeqs];
  const truthThen = new Map(firstTruth.noted);
  sourceOfFirst.write(first, until - position);
  first.flush();
  const reached = nextSeqs.map((next, partition) => {
    return next - 1 + Math.round((first.nextSeqs[partition]! - next) * parts[partition]!);
  });
  const resumePoint: ResumePoint = { position, nextSeqs, reached, startMs };
  const secondTruth = new Truth();
  const second = new RecordTarget({ nextSeqs: reached.map((seq) => seq + 1), nowMs });
  const sourceOfSecond = open({ truth: secondTruth, resumePoint, startMs: startMs + 5 });
  while (!sourceOfSecond.isEnded) sourceOfSecond.write(second, 97);
  second.flush();
  for (let partition = 0; partition < 4; partition++) {
    const before = first.of(partition).filter(({ seq }) => seq <= reached[partition]!);
    expect([...before, ...second.of(partition)]).toEqual(whole.of(partition));
  }
  expect(sourceOfSecond.position).toBe(count);
  const noted = new Map([...truthThen, ...secondTruth.noted]);
  expect(sorted(noted)).toEqual(sorted(wholeTruth.noted));
}
