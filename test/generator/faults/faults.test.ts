/** Faults as they are written: what the log says is what lies in the records, no more and no less. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import type { FaultPlan, MalformedKind } from '../../../chain/chain.ts';
import { malformedKinds } from '../../../chain/progress.ts';
import type { FaultKind, TruthLog } from '../../../generator/faults/truthLog.ts';
import type { ResumePoint } from '../../../generator/source/resumePoint.ts';
import { RecordTarget } from '../recordTarget.ts';
import type { Seen } from '../recordTarget.ts';
import { open, source, startMs, written } from '../sensors/useSensors.ts';
import type { Run } from '../sensors/useSensors.ts';

const hour = 3_600_000;

class Truth implements TruthLog {
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

const least = 20_000;
const withoutOversized = malformedKinds.filter((kind) => kind !== 'oversized');

function plan(fields: Partial<FaultPlan> = {}): FaultPlan {
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
  if (parsed.value === undefined) return 'missing_field';
  if (typeof parsed.value !== 'number') return 'wrong_type';
  const ms = Date.parse(parsed.event_time);
  if (Number.isNaN(ms)) return 'bad_time';
  return ms - timestampMs > hour ? 'future_time' : undefined;
}

/** What lies in the records: found without the log. */
function found(target: RecordTarget): Map<string, FaultKind> {
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

function sorted(map: ReadonlyMap<string, FaultKind>): [string, FaultKind][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The records' clock goes with event time, as it does in a generator that runs. */
function clocked(run: Run, count: number, capacity = 100_000) {
  const truth = new Truth();
  const target = written({ ...run, truth }, [count], { capacity, nowMs: () => startMs + 60_000 });
  return { truth, target };
}

it.each([0, 0.7, 2])(
  'finds each where the log says, and nothing else, with a skew of %f',
  (skew) => {
    for (const sensors of [1, 7, 100]) {
      const run = { source: source({ sensors, skew }), faults: plan(), ratePerSecond: 1_000 };
      const { truth, target } = clocked(run, 20_000);
      expect(sorted(found(target))).toEqual(sorted(truth.noted));
      for (let partition = 0; partition < 4; partition++) {
        // What orders the lanes is the regular time.
        expect(target.told[partition]).toEqual([...target.told[partition]!].sort((a, b) => a - b));
      }
    }
  },
);

it('hits as many as the rates say', () => {
  const { truth } = clocked({ faults: plan(), source: source({ sensors: 100 }) }, 400_000);
  const malformed = withoutOversized.reduce((sum, kind) => sum + truth.of(kind).length, 0);
  for (const [seen, rate] of [
    [truth.of('late').length, 0.05],
    [truth.of('doubled').length, 0.04],
    [truth.of('withheld').length, 0.03],
    [malformed, 0.06],
  ] as const) {
    expect(Math.abs(seen / 400_000 / rate - 1)).toBeLessThan(0.03);
  }
  for (const kind of withoutOversized) {
    expect(
      Math.abs((truth.of(kind).length * withoutOversized.length) / malformed - 1),
    ).toBeLessThan(0.07);
  }
});

it('hits half of all when the rates add up to that, and every other reading stays good', () => {
  const faults = { late: plan().late, withheld: { rate: 0.45 } };
  const { truth } = clocked({ faults, source: source({ sensors: 50 }) }, 100_000);
  expect(truth.noted.size).toBe(50_000);
});

it('leaves every other reading as it is without faults', () => {
  const run = { source: source({ sensors: 30 }), ratePerSecond: 1_000 };
  const plain = written(run, [5_000]);
  const { truth, target } = clocked({ ...run, faults: plan() }, 5_000);
  const good = target.seen.filter(({ partition, seq }) => !truth.noted.has(`${partition}/${seq}`));
  const values = new Set(plain.seen.map(({ value }) => value));
  for (const { value } of good) expect(values.has(value)).toBe(true);
});

it('other seeds hit other readings; the same one the same', () => {
  const late = (seed?: number) =>
    clocked({ faults: { late: { ...plan().late!, seed } } }, 3_000).truth.of('late');
  expect(late()).toEqual(late());
  expect(late(7)).toEqual(late(7));
  expect(late(7)).not.toEqual(late(8));
});

it('late ones lie back by what was asked for', () => {
  for (const distribution of ['uniform', 'exponential'] as const) {
    const late = { rate: 0.3, least, most: 120_000, distribution };
    const run = {
      faults: { late },
      source: source({ sensors: 10 }),
      ratePerSecond: 1_000,
      partitions: 1,
    };
    const { truth, target } = clocked(run, 40_000);
    const delays = target.seen.flatMap(({ seq, value }, position) => {
      if (!truth.noted.has(`0/${seq}`)) return [];
      const { event_time } = JSON.parse(value) as { event_time: string };
      return [target.told[0]![position - 10]! - Date.parse(event_time)];
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...delays)).toBeLessThanOrEqual(120_000);
    const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
    // An exponential delay that is cut at five means has a mean of 1 − e⁻⁵ of them.
    const expected = distribution === 'uniform' ? 50_000 : 20_000 * (1 - Math.exp(-5));
    expect(Math.abs((mean - least) / expected - 1)).toBeLessThan(0.04);
  }
});

it('an oversized record is larger than a broker takes, compressed too', async () => {
  const { gzipSync } = await import('node:zlib');
  const faults = { malformed: { rate: 0.5, kinds: ['oversized' as const] } };
  const { truth, target } = clocked({ faults, source: source({ sensors: 1 }) }, 6);
  expect(truth.of('oversized')).toHaveLength(3);
  expect(sorted(found(target))).toEqual(sorted(truth.noted));
  for (const record of target.seen.filter(({ value }) => value.length > 10_000)) {
    expect(gzipSync(record.value, { level: 9 }).length).toBeGreaterThan(2 ** 20);
  }
});

it('goes on from anywhere: no gap, no double, the same truth', () => {
  fc.assert(
    fc.property(
      fc.record({
        sensors: fc.integer({ min: 1, max: 60 }),
        skew: fc.constantFrom(0, 1),
        hasFaults: fc.boolean(),
        until: fc.integer({ min: 1, max: 1_500 }),
        checkpoint: fc.integer({ min: 0, max: 1_500 }),
        parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      }),
      ({ sensors, skew, hasFaults, until, checkpoint, parts }) => {
        const count = 2_000;
        const run: Run = {
          source: source({ sensors, skew }),
          ratePerSecond: 1_000,
          faults: hasFaults ? plan() : {},
          count,
        };
        const whole = clocked(run, count);
        // The first run notes where it stands at the checkpoint, goes on, and ends anywhere.
        const [firstTruth, first] = [
          new Truth(),
          new RecordTarget({ nowMs: () => startMs + 60_000 }),
        ];
        const sensorsOfFirst = open({ ...run, truth: firstTruth });
        const position = Math.min(checkpoint, until);
        sensorsOfFirst.write(first, position);
        const nextSeqs = [...first.nextSeqs];
        const truthThen = new Map(firstTruth.noted);
        sensorsOfFirst.write(first, until - position);
        first.flush();
        // Of each partition a part of what came after the checkpoint is in the topic.
        const reached = nextSeqs.map((next, partition) => {
          return next - 1 + Math.round((first.nextSeqs[partition]! - next) * parts[partition]!);
        });
        const resumePoint: ResumePoint = { position, nextSeqs, reached, startMs };
        const secondTruth = new Truth();
        const second = new RecordTarget({
          nextSeqs: reached.map((seq) => seq + 1),
          nowMs: () => startMs + 60_000,
        });
        const sensorsOfSecond = open({
          ...run,
          truth: secondTruth,
          resumePoint,
          startMs: startMs + 5,
        });
        while (!sensorsOfSecond.isEnded) sensorsOfSecond.write(second, 97);
        second.flush();
        for (let partition = 0; partition < 4; partition++) {
          const before = first.of(partition).filter(({ seq }) => seq <= reached[partition]!);
          const all = [...before, ...second.of(partition)];
          expect(all).toEqual(whole.target.of(partition));
        }
        expect(sensorsOfSecond.position).toBe(count);
        expect(sorted(new Map([...truthThen, ...secondTruth.noted]))).toEqual(
          sorted(whole.truth.noted),
        );
      },
    ),
    { numRuns: 150 },
  );
});
