import { expect, it } from 'vitest';
import { windowKey } from '../../../bench/processing/answers.ts';
import { SpanReadings } from '../../../bench/processing/latency.ts';

const window = windowKey('s', 5_000);

/** Ten readings of one window, half a second apart, each a record 1 ms later. */
function readings(fromMs: number, toMs: number): SpanReadings {
  const span = new SpanReadings(fromMs, toMs);
  for (let eventMs = 5_000; eventMs < 10_000; eventMs += 500) {
    span.add({ sensor: 's', eventMs, recordMs: eventMs + 1, isHot: eventMs === 7_000 });
  }
  return span;
}

it('measures each reading to the first window row that counts it', () => {
  const rows = [
    { window, n: 2, writtenMs: 5_601 },
    { window, n: 2, writtenMs: 5_900 },
    { window, n: 10, writtenMs: 9_601 },
  ];
  // 600 and 100 ms by the first row; 3,600 down to 100 by the last.
  expect(readings(0, 20_000).windows(rows)).toEqual({ p50Ms: 1_100, p99Ms: 3_600 });
});

it('leaves out a window that is not whole within the span', () => {
  const rows = [{ window, n: 10, writtenMs: 9_601 }];
  const nothing = { p50Ms: null, p99Ms: null };
  expect(readings(5_001, 20_000).windows(rows)).toEqual(nothing);
  expect(readings(0, 9_999).windows(rows)).toEqual(nothing);
});

it('measures a hot reading to its own row', () => {
  const rows = [
    { sensor: 's', eventMs: 7_000, writtenMs: 7_051 },
    { sensor: 's', eventMs: 7_500, writtenMs: 9_000 },
  ];
  expect(readings(0, 20_000).hot(rows)).toEqual({ p50Ms: 50, p99Ms: 50 });
});
