/** The loop, by a clock that moves only while something is sent or waited for. */
import { describe, expect, it } from 'vitest';
import { runLoop } from '../../generator/loop.ts';
import { loadOf } from '../../generator/pace/load.ts';
import { Pacer } from '../../generator/pace/pacer.ts';
import type { Clock } from '../../generator/pace/clock.ts';
import { ReadingIntake } from '../../generator/source/readingIntake.ts';
import type { TimedReading } from '../../generator/source/source.ts';
import { RecordTarget } from './recordTarget.ts';

class StepClock implements Clock {
  now = 0;
  nowMs(): number {
    return this.now;
  }
  sleep(ms: number): Promise<void> {
    this.now += ms;
    return Promise.resolve();
  }
  after(): () => void {
    return () => undefined;
  }
}

/** Notes when each record is written; to hand them on takes so long. */
class SlowTarget extends RecordTarget {
  readonly atMs: number[] = [];
  readonly #clock: StepClock;
  readonly #sendMs: number;

  constructor(clock: StepClock, sendMs: number) {
    super({ partitions: 1 });
    this.#clock = clock;
    this.#sendMs = sendMs;
  }

  override giveSeq(partition: number): number {
    this.atMs.push(this.#clock.now);
    return super.giveSeq(partition);
  }

  override flush(): void {
    super.flush();
    this.#clock.now += this.#sendMs;
  }
}

interface Wanted {
  /** When each reading is due. */
  readonly dueMs: (index: number) => number | null;
  readonly readings?: number;
  readonly count?: number;
  readonly endMs?: number;
  /** How long a send takes. */
  readonly sendMs?: number;
}

async function sent({ dueMs, readings = 1e9, count = 1e9, endMs, sendMs = 0 }: Wanted) {
  const clock = new StepClock();
  let made = 0;
  const next = (limit: number): Promise<TimedReading[]> => {
    const some = Array.from({ length: Math.min(limit, readings - made) }, (_, i) => {
      const reading = { sensor: String(made + i), event_time: '' };
      return { reading, eventTimeMs: 0, dueMs: dueMs(made + i) };
    });
    made += some.length;
    return Promise.resolve(some);
  };
  const sink = new SlowTarget(clock, sendMs);
  const source = { next, badRows: 0, cells: [], close: () => Promise.resolve() };
  const put = await runLoop({
    intake: new ReadingIntake(source, { producer: 'p' }),
    sink,
    pacer: new Pacer({ clock, load: loadOf({ shape: 'constant' }, 1_000), endMs }),
    count,
    signal: new AbortController().signal,
  });
  const all = sink.seen.map(({ key }, i) => ({ index: Number(key), atMs: sink.atMs[i]! }));
  expect(put).toBe(all.length);
  expect(all.map(({ index }) => index)).toEqual(all.map((_, index) => index));
  return { all, endedMs: clock.now };
}

describe('readings at their own times', () => {
  it('are sent when they are due, within a tick', async () => {
    const { all } = await sent({ dueMs: (index) => index * 130, readings: 20 });
    expect(all).toHaveLength(20);
    for (const { index, atMs } of all) {
      expect(atMs).toBeGreaterThanOrEqual(index * 130);
      expect(atMs).toBeLessThan(index * 130 + 25);
    }
  });

  it('that are all due at once and never end, end with the duration', async () => {
    const { endedMs, all } = await sent({ dueMs: () => 0, endMs: 1_000, sendMs: 7 });
    expect(endedMs).toBeGreaterThanOrEqual(1_000);
    expect(endedMs).toBeLessThan(1_100);
    expect(all.length).toBeGreaterThan(1_000);
  });

  it('end with the duration, the last tick included', async () => {
    const { all } = await sent({ dueMs: (index) => index * 100, endMs: 1_000 });
    expect(all).toHaveLength(11);
  });

  it('end with the count', async () => {
    expect((await sent({ dueMs: () => 0, count: 1_234 })).all).toHaveLength(1_234);
  });
});

it('readings by rate: a debt at the end is paid', async () => {
  const { all } = await sent({ dueMs: () => null, endMs: 2_000, sendMs: 3 });
  expect(all).toHaveLength(2_000);
});
