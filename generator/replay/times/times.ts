/** How the user's files write their times. */
import { nearest } from '../../../chain/words/nearest.ts';
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';
import type { Notes } from '../notes.ts';
import { epochMs, epochs, relativeBelowMs } from './epoch.ts';
import { isoTime } from './iso.ts';
import { timePattern } from './pattern.ts';
import type { PatternTime } from './pattern.ts';
import { Zone } from './zone.ts';
import { minutesAt, whichPlace } from './zoneNames.ts';

/**
 * Reads the times of one file, from its beginning: what is ambiguous is decided by what came before.
 * @returns ms since the epoch, or why the text is no time
 */
export type TimeReader = (text: string) => number | string;

export interface Times {
  /** False: only times of day; which day depends on all rows before. */
  readonly hasDate: boolean;
  /** False: dates without a time of day. True for `iso`, which reads both. */
  readonly hasClock: boolean;
  reader(): TimeReader;
}

export interface TimesOptions {
  /** `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns`, or a pattern. */
  readonly format: string;
  /** IANA name. */
  readonly zone: string;
  /** The first day of times without a date, in ms since the epoch. */
  readonly startMs: number;
  readonly notes: Notes;
}

const dayMs = 86_400_000;

/** @throws CourantError COURANT_REPLAY_INVALID when the format is none */
export function timesOf(options: TimesOptions): Times {
  const { format, notes } = options;
  const perMs = Object.hasOwn(epochs, format) ? epochs[format] : undefined;
  if (perMs !== undefined) {
    const read: TimeReader = (text) => {
      const ms = checked(epochMs(text, format, perMs), text);
      if (typeof ms === 'number' && Math.abs(ms) < relativeBelowMs) noteRelative(text, ms, options);
      return ms;
    };
    return { hasDate: true, hasClock: true, reader: () => read };
  }
  const zone = new Zone(options.zone);
  if (format === 'iso') {
    return { hasDate: true, hasClock: true, reader: () => dateReader(isoTime, zone, notes) };
  }
  assertPattern(format);
  const { read, ...has } = timePattern(format);
  if (has.hasDate) return { ...has, reader: () => dateReader(read, zone, notes) };
  return { ...has, reader: () => clockReader(read, zone, options) };
}

function noteRelative(text: string, ms: number, { format, notes }: TimesOptions): void {
  notes.once(
    'relative',
    () =>
      `${quote(text)} is ${new Date(ms).toISOString()} (timeFormat: '${format}'): times that count from a start of their own keep their distances where eventTime is 'shifted', and are of 1970 where it is 'original'`,
  );
}

/** `ISO8601` and `epoch` are patterns, too, but nobody means them. */
function assertPattern(format: string): void {
  const names = ['iso', ...Object.keys(epochs)];
  if (/[^A-Za-z0-9_]/.test(format) || /(yyyy|HH|hh)/.test(format)) return;
  const meant =
    nearest(format, names) ??
    names.find((name) => name.startsWith(format.slice(0, 3).toLowerCase()));
  throw invalid({
    message: `timeFormat ${quote(format)} is none of ${names.join(', ')} and no pattern`,
    hint:
      meant === undefined ? 'write one like "MM/dd/yyyy HH:mm"' : `did you mean ${quote(meant)}?`,
  });
}

const earliestMs = Date.UTC(1000, 0, 1);
const latestMs = Date.UTC(9999, 11, 31);

/** Four digits are what a year has in ISO 8601. */
function checked(read: number | string, text: string): number | string {
  if (typeof read === 'string' || (read >= earliestMs && read <= latestMs)) return read;
  return `${quote(text)} is no time between the years 1000 and 9999: is it in another unit?`;
}

type ReadWritten = (text: string) => PatternTime | string;

function dateReader(read: ReadWritten, zone: Zone, notes: Notes): TimeReader {
  const local = new LocalTimes(zone, notes);
  return (text) => {
    const written = read(text);
    return typeof written === 'string' ? written : checked(local.instant(written), text);
  };
}

/** Times of day: one that is smaller than the one before belongs to the next day. */
function clockReader(read: ReadWritten, zone: Zone, { startMs, notes }: TimesOptions): TimeReader {
  const local = new LocalTimes(zone, notes);
  let midnightMs = Math.floor((startMs + zone.offsetMs(startMs)) / dayMs) * dayMs;
  let lastMs = 0;
  return (text) => {
    const written = read(text);
    if (typeof written === 'string') return written;
    if (written.wallMs < lastMs) midnightMs += dayMs;
    lastMs = written.wallMs;
    notes.once(
      'clock',
      () =>
        'times have no date: the first row is of today, and an earlier time than the row before begins the next day',
    );
    return local.instant({ ...written, wallMs: midnightMs + written.wallMs });
  };
}

/** Wall times as instants. */
class LocalTimes {
  readonly #zone: Zone;
  readonly #notes: Notes;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(zone: Zone, notes: Notes) {
    this.#zone = zone;
    this.#notes = notes;
  }

  /** @returns ms since the epoch, or why it is not known */
  instant({ wallMs, offsetMinutes, ambiguous }: PatternTime): number | string {
    if (ambiguous !== undefined) {
      const { name, places } = ambiguous;
      const minutes = minutesAt(places, this.#zone.name);
      return minutes === undefined ? whichPlace(name, places) : wallMs - minutes * 60_000;
    }
    if (offsetMinutes !== undefined) return wallMs - offsetMinutes * 60_000;
    if (this.#zone.name === 'UTC') {
      this.#notes.once('utc', () => 'times without a zone are read as UTC; another one: timeZone');
      return wallMs;
    }
    const [first, second] = this.#zone.instants(wallMs);
    const isSecond = second !== undefined && first !== undefined && first < this.#lastMs;
    this.#lastMs = (isSecond ? second : first) ?? this.#pastGap(wallMs);
    return this.#lastMs;
  }

  #pastGap(wallMs: number): number {
    const shown = new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ');
    this.#notes.once(
      'gap',
      () =>
        `${shown} does not exist in ${this.#zone.name}, as clocks were set forward: such times are moved on with them`,
    );
    return this.#zone.pastGap(wallMs);
  }
}
