/** The end of a run: what stops it, and how long is waited then. */
import { expect, it } from 'vitest';
import { RunEnd } from '../../../generator/pace/runEnd.ts';
import { FakeClock } from './fakeClock.ts';

function bench(deadlineMs: number) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const end = new RunEnd({ clock, signal: stop.signal, deadlineMs });
  const settledMs = async () => {
    let atMs: number | undefined;
    void end.settled().then(() => (atMs = clock.nowMs()));
    for (let i = 0; i < 200 && atMs === undefined; i++) await clock.pass(1_000);
    return atMs;
  };
  return { clock, stop, end, settledMs };
}

it.each([
  ['the delivery deadline and a report', 60_000, false, 63_000],
  ['20 s once the signal came', 60_000, true, 20_000],
  ['the deadline where that is less', 5_000, true, 5_000],
])('what is under way is waited for: %s', async (_, deadlineMs, isStopped, expectedMs) => {
  const { stop, end, settledMs } = bench(deadlineMs);
  if (isStopped) stop.abort();
  expect(end.signal.aborted).toBe(isStopped);
  expect(await settledMs()).toBe(expectedMs);
});

it('ends a source that waits for room, a little after the duration; no timer is left when all is done', async () => {
  const { clock, end } = bench(1_000);
  end.after(2_000);
  await clock.pass(2_000);
  expect(end.signal.aborted).toBe(false);
  await clock.pass(500);
  expect(end.signal.aborted).toBe(true);
  void end.settled();
  void end.reported();
  end.done();
  await clock.pass(0);
  expect(clock.pending).toBe(0);
});
