/** Short names of zones, as the tz database (2000 and later) and the habits of the places write them. */
import { offsetMinutes } from '../../../chain/words/isoTime.ts';
import { quote } from '../../../chain/words/quote.ts';

/** What a name means at one place. */
export interface Place {
  /** Ahead of UTC. */
  readonly minutes: number;
  /** A zone of the tz database there. */
  readonly zone: string;
  /** Zones for which it means this: these, or all whose names begin so. */
  readonly of: readonly string[];
}

/** Minutes ahead of UTC, or the places that call different times so. */
export type NamedZone = number | readonly Place[];

/** Names that mean the same everywhere, in minutes ahead of UTC. */
const sameEverywhere: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MET: 60,
  MEST: 120,
  EET: 120,
  EEST: 180,
  EST: -300,
  EDT: -240,
  MST: -420,
  MDT: -360,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  HDT: -540,
  ADT: -180,
  NST: -210,
  NDT: -150,
  WAT: 60,
  CAT: 120,
  SAST: 120,
  EAT: 180,
  IDT: 180,
  MSD: 240,
  PKT: 300,
  PKST: 360,
  WIB: 420,
  WITA: 480,
  WIT: 540,
  HKT: 480,
  SGT: 480,
  JST: 540,
  CHST: 600,
  AWST: 480,
  AWDT: 540,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

const havana = ['America/Havana', 'Cuba'];
const israel = ['Asia/Jerusalem', 'Asia/Tel_Aviv', 'Israel'];
/** America, as old names of the tz database call it, too. */
const america = ['America/', 'US/', 'Canada/', 'Mexico/'];

/** Names that mean different times at different places. */
const ambiguous: Readonly<Record<string, readonly Place[]>> = {
  AST: [
    { minutes: -240, zone: 'America/Halifax', of: [...america, 'Atlantic/'] },
    { minutes: 180, zone: 'Asia/Riyadh', of: ['Asia/'] },
  ],
  BST: [
    { minutes: 60, zone: 'Europe/London', of: ['Europe/', 'GB'] },
    { minutes: 360, zone: 'Asia/Dhaka', of: ['Asia/'] },
  ],
  CDT: [
    { minutes: -300, zone: 'America/Chicago', of: america },
    { minutes: -240, zone: 'America/Havana', of: havana },
  ],
  CST: [
    { minutes: -360, zone: 'America/Chicago', of: america },
    { minutes: 480, zone: 'Asia/Shanghai', of: ['Asia/', 'PRC', 'ROC'] },
    { minutes: -300, zone: 'America/Havana', of: havana },
  ],
  GST: [
    { minutes: 240, zone: 'Asia/Dubai', of: ['Asia/'] },
    { minutes: 600, zone: 'Pacific/Guam', of: ['Pacific/'] },
  ],
  IST: [
    { minutes: 330, zone: 'Asia/Kolkata', of: ['Asia/'] },
    { minutes: 60, zone: 'Europe/Dublin', of: ['Europe/', 'Eire'] },
    { minutes: 120, zone: 'Asia/Jerusalem', of: israel },
  ],
  KST: [
    { minutes: 540, zone: 'Asia/Seoul', of: ['Asia/', 'ROK'] },
    { minutes: 510, zone: 'Asia/Pyongyang', of: ['Asia/Pyongyang'] },
  ],
  PST: [
    { minutes: -480, zone: 'America/Los_Angeles', of: america },
    { minutes: 480, zone: 'Asia/Manila', of: ['Asia/'] },
  ],
  SST: [
    { minutes: -660, zone: 'Pacific/Pago_Pago', of: ['Pacific/', 'US/Samoa'] },
    { minutes: 480, zone: 'Asia/Singapore', of: ['Asia/', 'Singapore'] },
  ],
};

/** All that are read, those of one meaning first. */
export const zoneNames: readonly string[] = [
  ...Object.keys(sameEverywhere),
  'MSK',
  ...Object.keys(ambiguous),
];

/** Moscow's clocks stood an hour further ahead then, under the same name. */
const moscowAhead = { from: Date.UTC(2011, 2, 27, 2), to: Date.UTC(2014, 9, 26, 2) };

/**
 * @param written a name, `GMT+2`, or an offset
 * @param wallMs the time beside it, as if it were UTC
 * @returns what it means, or why that is not known
 */
export function namedZone(written: string, wallMs: number): NamedZone | string {
  const name = written.toUpperCase();
  if (Object.hasOwn(sameEverywhere, name)) return sameEverywhere[name] ?? 0;
  if (Object.hasOwn(ambiguous, name)) return ambiguous[name] ?? [];
  if (name === 'MSK') return wallMs >= moscowAhead.from && wallMs < moscowAhead.to ? 240 : 180;
  const offset = offsetMinutes(
    name.replace(/^(UTC|GMT|UT)(?=.)/, '').replace(/^([+-])(\d)(?!\d)/, '$10$2'),
  );
  if (offset !== undefined) return offset;
  const known = zoneNames.slice(0, 12).join(', ');
  return `no zone is known as ${quote(written)}: known are ${known} and ${zoneNames.length - 12} more (docs/replay.md)`;
}

/** @returns minutes ahead of UTC where the zone that the user named says which place is meant */
export function minutesAt(places: readonly Place[], zone: string): number | undefined {
  const fitting = places
    .flatMap((place) => place.of.map((of) => ({ place, of })))
    .filter(({ of }) => (of.endsWith('/') ? zone.startsWith(of) : zone === of))
    // A zone's own name says more than its continent.
    .sort((a, b) => Number(a.of.endsWith('/')) - Number(b.of.endsWith('/')));
  return fitting[0]?.place.minutes;
}

/** What the user can do where nothing says which place is meant. */
export function whichPlace(name: string, places: readonly Place[]): string {
  const meant = places.map(({ minutes, zone }) => `${shownOffset(minutes)} (${zone})`);
  return `the zone ${quote(name)} may be ${meant.slice(0, -1).join(', ')} or ${meant.at(-1) ?? ''}: set timeZone to the one that is meant`;
}

function shownOffset(minutes: number): string {
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${part(ahead / 60)}:${part(ahead % 60)}`;
}
