/** How the user's files write their times. */
import type { WrittenTime } from '../../../chain/words/isoTime.ts';
import { nearest } from '../../../chain/words/nearest.ts';
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';
import type { Notes } from '../notes.ts';
import { epochMs, epochs } from './epoch.ts';
import { isoTime } from './iso.ts';
import { timePattern } from './pattern.ts';
import { Zone } from './zone.ts';

/** Reads the times of one file, from its beginning: what is ambiguous is decided by what came before. */
export interface TimeReader {
  /** @returns ms since the epoch, or why the text is no time */
  read(text: string): number | string;
}

export interface Times {
  /** False: only times of day; which day depends on all rows before. */
  readonly hasDate: boolean;
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
    const read = (text: string) => checked(epochMs(text, format, perMs), text);
    return { hasDate: true, reader: () => ({ read }) };
  }
  const zone = new Zone(options.zone);
  if (format === 'iso') return dated(isoTime, zone, notes);
  assertPattern(format);
  const pattern = timePattern(format);
  if (pattern.hasDate) return dated(pattern.read, zone, notes);
  const { startMs } = options;
  return { hasDate: false, reader: () => new ClockReader(pattern.read, { zone, startMs, notes }) };
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

function dated(read: (text: string) => WrittenTime | string, zone: Zone, notes: Notes): Times {
  return { hasDate: true, reader: () => new DateReader(read, zone, notes) };
}

class DateReader implements TimeReader {
  readonly #read: (text: string) => WrittenTime | string;
  readonly #local: LocalTimes;

  constructor(read: (text: string) => WrittenTime | string, zone: Zone, notes: Notes) {
    this.#read = read;
    this.#local = new LocalTimes(zone, notes);
  }

  read(text: string): number | string {
    const written = this.#read(text);
    return typeof written === 'string' ? written : checked(this.#local.instant(written), text);
  }
}

/** Times of day: one that is smaller than the one before belongs to the next day. */
class ClockReader implements TimeReader {
  readonly #read: (text: string) => WrittenTime | string;
  readonly #local: LocalTimes;
  readonly #notes: Notes;
  #midnightMs: number;
  #lastMs = 0;

  constructor(
    read: (text: string) => WrittenTime | string,
    { zone, startMs, notes }: { zone: Zone; startMs: number; notes: Notes },
  ) {
    this.#read = read;
    this.#local = new LocalTimes(zone, notes);
    this.#notes = notes;
    this.#midnightMs = Math.floor((startMs + zone.offsetMs(startMs)) / dayMs) * dayMs;
  }

  read(text: string): number | string {
    const written = this.#read(text);
    if (typeof written === 'string') return written;
    if (written.wallMs < this.#lastMs) this.#midnightMs += dayMs;
    this.#lastMs = written.wallMs;
    this.#notes.once(
      'clock',
      () =>
        'times have no date: the first row is of today, and an earlier time than the row before begins the next day',
    );
    return this.#local.instant({ ...written, wallMs: this.#midnightMs + written.wallMs });
  }
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

  instant({ wallMs, offsetMinutes }: WrittenTime): number {
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
