import { expect, it } from 'vitest';
import { medianAndWorst } from '../../../bench/page/changes.ts';
import { difference } from '../../../bench/page/cost.ts';
import { connectionsIn } from '../../../bench/page/idle.ts';
import { growth } from '../../../bench/page/memory.ts';

const minuteMs = 60_000;

/** Ten minutes, a look every two seconds. */
function looks(residentMiB: (minute: number) => number) {
  return Array.from({ length: 300 }, (_, at) => {
    const atMs = at * 2_000;
    return { atMs, residentMiB: residentMiB(atMs / minuteMs) };
  });
}

it('tells growth from the beginning to the end, and by the minute of the later half', () => {
  const { minutes, growthMiB, laterMiBAMinute } = growth(looks((minute) => 100 + 2 * minute));
  expect(minutes).toBe(10);
  // From the middle of the first fifth to that of the last one.
  expect(growthMiB).toBeCloseTo(16, 0);
  expect(laterMiBAMinute).toBeCloseTo(2, 1);
});

it('tells a step that came early as growth that does not go on', () => {
  const seen = looks((minute) => (minute < 2 ? 100 : 120));
  expect(growth(seen)).toMatchObject({ growthMiB: 20, laterMiBAMinute: 0 });
});

it('says nothing by the minute of a span that is too short for it', () => {
  expect(growth(looks((minute) => minute).slice(0, 60))).toMatchObject({ laterMiBAMinute: null });
});

it('lets a collection that is just due not count', () => {
  const seen = looks((minute) => (Math.abs(minute - 9.8) < 0.05 ? 160 : 100));
  expect(growth(seen)).toMatchObject({ growthMiB: 0, mostGrowthMiB: 60 });
});

it('tells growth over what there was before, where that is given', () => {
  const before = looks(() => 80).slice(0, 30);
  expect(
    growth(
      looks(() => 100),
      before,
    ),
  ).toMatchObject({ firstMiB: 80, growthMiB: 20 });
});

it('tells what a tab costs as the difference of medians, in percent of a core', () => {
  const seen = [
    { without: 0.02, with: 0.03 },
    { without: 0.021, with: 0.033 },
    { without: 0.2, with: 0.031 },
  ];
  expect(difference(seen)).toEqual({ withoutPercent: 2.1, withPercent: 3.1, tabPercent: 1 });
});

it('tells the median and the worst', () => {
  expect(medianAndWorst([900, 100.4, 200])).toEqual({ medianMs: 200, worstMs: 900 });
});

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
   1: 0100007F:D431 0100007F:2384 01 00000000:00000000 00:00000000 00000000     0        0 200 1 0 20 4 30 10 -1
   2: 0100007F:D432 0100007F:2384 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
`;

it('finds the connections that are open, and where they lead', () => {
  expect(connectionsIn(table)).toEqual([{ inode: '200', remotePort: 0x2384 }]);
});
