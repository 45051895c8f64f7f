/** A query whose watermark moves between two readings, as Flink's does: late rows are told within bounds. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batches, delayMs, judge, run, windowMs } from './model.ts';
import type { Reading } from './model.ts';

const lens = { query: { engine: 'flink' as const } };
const at = (atMs: number): Reading => ({ partition: 0, key: 'a', atMs, isDead: false });
const newest = 10 * windowMs;
const longLate = newest - delayMs - 2 * windowMs;

it('closes for any readings, and what was late lies within what can have been', () => {
  fc.assert(
    fc.property(batches, (given) => {
      const { result, problems } = judge(run(given, { isMoving: true }), lens);
      expect(problems).toEqual([]);
      expect(result.lateFound ?? result.late).toBe(result.late);
      expect(result.valid).toBe(result.filtered! + result.counted! + result.late!);
    }),
  );
});

it('knows of a row that came in a later batch than the newest one that it was late for certain', () => {
  const { result } = judge(run([[at(newest)], [at(longLate)]], { isMoving: true }), lens);
  expect(result).toMatchObject({ late: 1, lateFound: 1 });
});

it('says between which numbers it must be where the watermark moved within the batch', () => {
  const { result } = judge(run([[at(newest), at(longLate)]], { isMoving: true }), lens);
  expect(result).toMatchObject({ late: 1, lateFound: null });
  expect(result.reasons['lateFound']).toContain('between 0 and 1');
});

it('does not close where a row is in no window that cannot have been late', () => {
  const world = run([[at(newest)], [at(newest), at(newest + 1)]], { isMoving: true });
  world.rows.at(-1)!.n -= 1;
  const { problems } = judge(world, lens);
  expect(problems.join('\n')).toContain('1 valid rows are in no window, while 0 rows');
  expect(problems.join('\n')).toContain('it counts 2 rows, the topic holds 3');
});

it('does not close where a row is counted that was late for certain', () => {
  const world = run([[at(newest)], [at(longLate)]], { isMoving: true });
  world.rows.push({ batch: 1, id: 'late', key: 'a', startMs: longLate, n: 1 });
  expect(judge(world, lens).problems).not.toEqual([]);
});

/** Two batches; of the second's last row the window tells nothing yet. */
function untold() {
  const world = run([[at(newest)], [at(newest), at(newest + 1)]], { isMoving: true });
  world.rows.at(-1)!.n -= 1;
  return world;
}

it('waits for what an open window tells in the next report, where rows of it are there already', () => {
  const world = untold();
  world.rows.push({ batch: 2, id: 'next', key: 'a', startMs: newest, n: 3 });
  const { result, problems } = judge(world, lens);
  expect(problems).toEqual([]);
  expect(result).toMatchObject({ late: 1, lateFound: null });
  expect(result.reasons['lateFound']).toContain('up to 2 read last are told in the next report');
});

it('does not wait for what an earlier batch read', () => {
  const world = run([[at(newest), at(newest + 1)], [at(newest)]], { isMoving: true });
  for (const row of world.rows) row.n -= 2;
  world.rows.push({ batch: 2, id: 'next', key: 'a', startMs: newest, n: 3 });
  expect(judge(world, lens).problems.join()).toContain('2 valid rows are in no window');
});
