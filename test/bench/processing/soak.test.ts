import { expect, it } from 'vitest';
import { judged } from '../../../bench/processing/soak.ts';

/** Half an hour. */
function minutes(residentMiB: (minute: number) => number, lag: (minute: number) => number) {
  return Array.from({ length: 30 }, (_, index) => {
    const minute = index + 1;
    return { minute, residentMiB: residentMiB(minute), chainMiB: 0, legCores: 1, lag: lag(minute) };
  });
}
const even = () => 1_000;

it('calls memory flat that stays within 5 % of the fifth minute, whatever it was before', () => {
  const warming = (minute: number): number => (minute < 5 ? 300 : 600 + (minute % 2) * 25);
  expect(judged(minutes(warming, even))).toMatchObject({ isMemoryFlat: true, isLagFlat: true });
});

it('finds memory that grows', () => {
  const growing = (minute: number): number => 600 + minute * 2;
  expect(judged(minutes(growing, even))).toMatchObject({ isMemoryFlat: false, isLagFlat: true });
});

it('finds a lag that grows', () => {
  const growing = (minute: number): number => minute * 1_000;
  expect(judged(minutes(even, growing))).toMatchObject({ isMemoryFlat: true, isLagFlat: false });
});

it('says nothing of a run that ended before the fifth minute', () => {
  const short = minutes(even, even).slice(0, 4);
  expect(judged(short)).toEqual({ isMemoryFlat: null, isLagFlat: null });
});
