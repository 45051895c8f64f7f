/** When a recorded row is due, and when it happened. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timeline, needsNewest } from '../../../generator/replay/timeline.ts';
import type { TimelineOptions } from '../../../generator/replay/timeline.ts';
import { replaySource, startMs } from './useFiles.ts';

type Source = TimelineOptions['source'];

/** Passes over the rows as a replay does. @returns due and event time of each, in ms after the start */
function place(
  source: Partial<Source>,
  recorded: readonly number[],
  { passes = 1, nowMs = () => startMs } = {},
) {
  const own: Source = { speed: 1, loop: false, eventTime: 'shifted', ...source };
  const [firstMs = 0] = recorded;
  const newestMs = Math.max(...recorded);
  const timeline = new Timeline({ source: own, startMs, firstMs, newestMs, nowMs });
  const placed = [];
  for (let pass = 0; pass < passes; pass += 1) {
    if (pass > 0) timeline.again();
    for (const ms of recorded) {
      const eventTimeMs = timeline.place(ms);
      placed.push({ dueMs: timeline.dueMs, afterMs: eventTimeMs - startMs, eventTimeMs });
    }
  }
  return {
    due: placed.map(({ dueMs }) => dueMs),
    after: placed.map(({ afterMs }) => afterMs),
    placed,
  };
}

const recorded = [1_000, 2_000, 4_000, 11_000];

describe('shifted', () => {
  it('as recorded: the first row happens now, the others as far after it as recorded', () => {
    const { due, after } = place({ speed: 1 }, recorded);
    expect(due).toEqual([0, 1_000, 3_000, 10_000]);
    expect(after).toEqual([0, 1_000, 3_000, 10_000]);
  });

  it('ten times as fast: begins in the past, so that the last row happens when it is sent', () => {
    const { due, after } = place({ speed: 10 }, recorded);
    expect(due).toEqual([0, 100, 300, 1_000]);
    expect(after).toEqual([-9_000, -8_000, -6_000, 1_000]);
  });

  it('at max: all at once, the last row happens now', () => {
    const { due, after } = place({ speed: 'max' }, recorded);
    expect(due).toEqual([0, 0, 0, 0]);
    expect(after).toEqual([-10_000, -9_000, -7_000, 0]);
  });

  it('slower than recorded: event time falls behind the clock', () => {
    const { due, after } = place({ speed: 0.5 }, recorded);
    expect(due).toEqual([0, 2_000, 6_000, 20_000]);
    expect(after).toEqual([0, 1_000, 3_000, 10_000]);
  });
});

describe('original', () => {
  it.each([1, 10, 'max'] as const)('keeps the times at speed %s', (speed) => {
    const { placed } = place({ speed, eventTime: 'original' }, recorded);
    expect(placed.map(({ eventTimeMs }) => eventTimeMs)).toEqual(recorded);
  });
});

describe('loop', () => {
  it('each pass comes after the span of the data and one usual distance', () => {
    const { placed, due } = place({ eventTime: 'original', loop: true }, recorded, { passes: 3 });
    // The span is 10 s, the middle one of the distances 1, 2 and 7 s is 2 s.
    expect(placed.slice(4, 8).map(({ eventTimeMs }) => eventTimeMs)).toEqual(
      recorded.map((ms) => ms + 12_000),
    );
    expect(due.slice(8)).toEqual(recorded.map((ms) => ms - 1_000 + 24_000));
  });

  it('a single instant is repeated every second', () => {
    expect(place({ loop: true }, [5_000], { passes: 3 }).after).toEqual([0, 1_000, 2_000]);
  });

  it('shifted and faster than recorded: event time follows the clock, as a loop never ends', () => {
    expect(place({ loop: true, speed: 10 }, recorded, { passes: 2 }).after).toEqual([
      0, 100, 300, 1_000, 1_200, 1_300, 1_500, 2_200,
    ]);
  });

  it('shifted at max: rows are stamped as they are sent', () => {
    let now = startMs;
    const { after } = place({ loop: true, speed: 'max' }, recorded, {
      passes: 2,
      nowMs: () => now++,
    });
    expect(after).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

const speeds = fc.oneof(
  fc.constant('max' as const),
  fc.double({ min: 0.01, max: 1_000, noNaN: true }),
);
const sources = fc.record({
  speed: speeds,
  loop: fc.boolean(),
  eventTime: fc.constantFrom('shifted' as const, 'original' as const),
});
const steps = fc.array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 1, maxLength: 40 });

it('whatever is asked: due times never go back, nothing happens after it is sent, and order stays', () => {
  fc.assert(
    fc.property(sources, steps, fc.integer({ min: 1, max: 3 }), (source, distances, passes) => {
      let atMs = Date.UTC(2010, 0, 1);
      const rows = distances.map((ms) => (atMs += ms));
      const { due, after } = place(source, rows, { passes: source.loop ? passes : 1 });
      expect(due).toEqual([...due].sort((a, b) => a - b));
      expect(after).toEqual([...after].sort((a, b) => a - b));
      expect(after.every(Number.isSafeInteger)).toBe(true);
      if (source.eventTime === 'original') return;
      for (const [index, ms] of after.entries()) expect(ms).toBeLessThan(due[index]! + 1);
    }),
    { numRuns: 500 },
  );
});

it('a row newer than the newest that was known is stamped as it is sent, which can be asked', () => {
  const source: Source = { speed: 'max', loop: false, eventTime: 'shifted' };
  const timeline = new Timeline({
    source,
    startMs,
    firstMs: 0,
    newestMs: 1_000,
    nowMs: () => startMs,
  });
  expect(timeline.place(500)).toBe(startMs - 500);
  expect(timeline.hasClamped).toBe(false);
  expect(timeline.place(9_000)).toBe(startMs);
  expect(timeline.hasClamped).toBe(true);
});

it('only a faster, shifted replay that ends must know its end', () => {
  const needs = (fields: object) =>
    needsNewest(replaySource({ files: 'x.csv', time: 'at', ...fields }));
  expect(needs({ speed: 'max' })).toBe(true);
  expect(needs({ speed: 10 })).toBe(true);
  expect(needs({ speed: 1 })).toBe(false);
  expect(needs({ speed: 'max', loop: true })).toBe(false);
  expect(needs({ speed: 'max', eventTime: 'original' })).toBe(false);
  expect(needs({ speed: 'max', time: undefined })).toBe(false);
});
