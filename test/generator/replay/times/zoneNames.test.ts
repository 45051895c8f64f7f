/** Short names of zones. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  minutesAt,
  namedZone,
  whichPlace,
  zoneNames,
} from '../../../../generator/replay/times/zoneNames.ts';

const noon = Date.UTC(2020, 0, 15, 12);

/** What this machine's time zone database calls offsets, where English speakers have a name for them. */
function namesOfTheMachine(): Map<string, { minutes: number; zone: string }[]> {
  const found = new Map<string, { minutes: number; zone: string }[]>();
  const languages = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-NZ', 'en-ZA', 'en-IN'];
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    for (const language of languages) {
      const name = { timeZone: zone, timeZoneName: 'short' } as const;
      const offset = { timeZone: zone, timeZoneName: 'longOffset' } as const;
      const [short, long] = [name, offset].map((as) => new Intl.DateTimeFormat(language, as));
      for (const at of [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)]) {
        const written = zoneOf(short, at);
        if (!/^[A-Z]{3,5}$/.test(written)) continue;
        const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(zoneOf(long, at)) ?? [];
        const ahead = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
        found.set(written, [...(found.get(written) ?? []), { minutes: ahead, zone }]);
      }
    }
  }
  return found;
}

function zoneOf(format: Intl.DateTimeFormat | undefined, at: number): string {
  return format?.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

it('names mean what the time zone database of this machine calls so', () => {
  const known = namesOfTheMachine();
  const shared = [...known.keys()].filter((name) => zoneNames.includes(name));
  // CET, CEST, EST, PST, AEDT, NZST, SAST, IST …
  expect(shared.length).toBeGreaterThan(25);
  for (const name of shared) {
    for (const { minutes, zone } of known.get(name) ?? []) {
      const meant = namedZone(name, noon);
      if (typeof meant === 'string') throw new Error(meant);
      expect([name, zone, typeof meant === 'number' ? meant : minutesAt(meant, zone)]).toEqual([
        name,
        zone,
        minutes,
      ]);
    }
  }
});

it.each([
  ['cest', 120],
  ['Z', 0],
  ['GMT+2', 120],
  ['UTC-03:30', -210],
  ['UTC+14', 840],
  ['+0530', 330],
  ['MSK', 180],
  ['Europe/Berlin', /^no zone is known as "Europe\/Berlin": known are UTC, /],
  ['CE', /^no zone is known as "CE"/],
  ['GMT+99', /^no zone is known as "GMT\+99"/],
])('%s', (name, meant) => {
  const read = namedZone(name, noon);
  if (typeof meant === 'number') expect(read).toBe(meant);
  else expect(read).toMatch(meant);
});

describe('names that several places use', () => {
  it.each<[name: string, zone: string, minutes: number | undefined]>([
    ['CST', 'America/Chicago', -360],
    ['CST', 'America/New_York', -360],
    ['CST', 'America/Havana', -300],
    ['CST', 'Asia/Taipei', 480],
    ['CST', 'UTC', undefined],
    ['CST', 'Europe/Berlin', undefined],
    ['IST', 'Asia/Kolkata', 330],
    ['IST', 'Asia/Jerusalem', 120],
    ['IST', 'Europe/Dublin', 60],
    ['BST', 'Europe/London', 60],
    ['AST', 'Asia/Riyadh', 180],
  ])('%s in %s', (name, zone, minutes) => {
    const places = namedZone(name, noon);
    if (typeof places !== 'object') throw new Error(`${name} means the same everywhere`);
    expect(minutesAt(places, zone)).toBe(minutes);
  });

  it('are told with their places', () => {
    const places = namedZone('IST', noon);
    expect(typeof places === 'object' && whichPlace('IST', places)).toBe(
      'the zone "IST" may be +05:30 (Asia/Kolkata), +01:00 (Europe/Dublin) or +02:00 (Asia/Jerusalem): set timeZone to the one that is meant',
    );
  });
});

it('docs/replay.md lists them all', () => {
  const page = readFileSync(new URL('../../../../docs/replay.md', import.meta.url), 'utf8');
  const listed =
    /\*\*Short names of zones\*\*.*?\n\n/s.exec(page)?.[0].matchAll(/`([A-Z]+)`/g) ?? [];
  expect([...listed].map(([, name]) => name)).toEqual(zoneNames);
});
