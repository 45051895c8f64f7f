/** Positions of a source from which it could go on. */
import { expect, it } from 'vitest';
import { PositionHistory } from '../../../generator/resume/positionHistory.ts';

it('passes a position only once everything below it is acknowledged', () => {
  const history = new PositionHistory({ position: 0, nextSeqs: [0, 0] });
  history.add({ position: 10, nextSeqs: [6, 4] }, 0);
  history.add({ position: 20, nextSeqs: [12, 8] }, 100);
  expect(history.settled([5, 9]).position).toBe(0);
  expect(history.settled([7, 9]).position).toBe(10);
  expect(history.settled([12, 8]).position).toBe(20);
  expect(history.isDue(120)).toBe(false);
  expect(history.isDue(150)).toBe(true);
});

it('keeps few positions through an outage, the newest among them', () => {
  const history = new PositionHistory({ position: 0, nextSeqs: [0] });
  for (let i = 1; i <= 10_000; i++) history.add({ position: i, nextSeqs: [i] }, i * 50);
  expect(history.settled([9_000]).position).toBeGreaterThan(0);
  expect(history.settled([10_000]).position).toBe(10_000);
});
