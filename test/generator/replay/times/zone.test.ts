/** Wall-clock times of a zone, against what Intl shows at every instant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Zone } from '../../../../generator/replay/times/zone.ts';

const zones = [
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];

function shown(zone: string, utcMs: number): number {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(utcMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`) + (utcMs % 1_000);
}

const instant = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2035, 0, 1) });

it('knows the offset at any instant', () => {
  const all = new Map(zones.map((name) => [name, new Zone(name)]));
  fc.assert(
    fc.property(fc.constantFrom(...zones), instant, (name, utcMs) => {
      expect(utcMs + all.get(name)!.offsetMs(utcMs)).toBe(shown(name, utcMs));
    }),
    { numRuns: 150 },
  );
});

it('an instant is among those at which the clocks show its time', () => {
  const all = new Map(zones.map((name) => [name, new Zone(name)]));
  fc.assert(
    fc.property(fc.constantFrom(...zones), instant, (name, utcMs) => {
      const zone = all.get(name)!;
      expect(zone.instants(utcMs + zone.offsetMs(utcMs))).toContain(utcMs);
    }),
    { numRuns: 150 },
  );
});

describe('when clocks change in Berlin', () => {
  const berlin = new Zone('Europe/Berlin');
  const hour = 3_600_000;

  it('a time in the night of autumn is there twice', () => {
    const wall = Date.UTC(2025, 9, 26, 2, 30);
    expect(berlin.instants(wall)).toEqual([wall - 2 * hour, wall - hour]);
  });

  it('a time in the night of spring is not there, and is moved on', () => {
    const wall = Date.UTC(2025, 2, 30, 2, 30);
    expect(berlin.instants(wall)).toEqual([]);
    expect(berlin.pastGap(wall)).toBe(wall - hour);
    expect(shown('Europe/Berlin', berlin.pastGap(wall))).toBe(wall + hour);
  });
});
