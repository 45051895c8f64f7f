/** Which format a column of times is written in, found by trying. */
import { Notes } from '../notes.ts';
import { epochs, isPlausible } from './epoch.ts';
import { likelyFormats } from './likely.ts';
import { timesOf } from './times.ts';

export type FormatTrial = Readonly<ReturnType<typeof tryFormat>>;

/** How texts are read. */
export interface TrialOptions {
  /** In ms since the epoch. */
  readonly nowMs: number;
  /** IANA name, of times that carry none. Default: UTC. */
  readonly zone?: string;
}

/** How one format is tried. */
interface OneTrial extends TrialOptions {
  /** Whether a number that is no time of these years counts as not read, where the format is an epoch. Default: false. */
  readonly isGuess?: boolean;
}

/** The texts of a column, file by file, in their order. */
export type Texts = readonly (readonly string[])[];

const dayMs = 86_400_000;
/** So many texts that look different say which formats are tried: the first one may be the one that is no time. */
const askedTexts = 5;

/**
 * Tries each format that is likely.
 * @returns those that read every text, the likeliest first and no two that mean the same; where there is none, the one
 * that reads most; none where nothing looks like a time
 */
export function tryFormats(files: Texts, options: TrialOptions): FormatTrial[] {
  const guess = { ...options, isGuess: true };
  const trials = formatsFor(files).map((format) => tryFormat(format, files, guess));
  const fitting = trials.filter(({ misfit }) => misfit === undefined);
  if (fitting.length > 0) return distinct(likeliestFirst(fitting, options));
  return trials
    .filter(({ read }) => read > 0)
    .sort((a, b) => b.read - a.read)
    .slice(0, 1);
}

/** Why no format reads any of the texts, where one looks like them: a name that is not known, say. */
export function whyUnread(files: Texts, options: TrialOptions): string | undefined {
  const [format] = formatsFor(files).filter((likely) => likely !== 'iso');
  return format === undefined
    ? undefined
    : tryFormat(format, files, { ...options, isGuess: true }).why;
}

/**
 * Tries formats on more texts than they were found by.
 * @returns those that read most of them: one bad text among many says nothing of a format
 */
export function tryFurther(
  formats: readonly string[],
  files: Texts,
  options: TrialOptions,
): FormatTrial[] {
  const trials = formats.map((format) => tryFormat(format, files, options));
  const most = Math.max(...trials.map(({ read }) => read));
  const reading = trials.filter(({ read }) => read === most);
  return distinct(likeliestFirst(reading, options));
}

function formatsFor(files: Texts): string[] {
  const asked = new Map<string, string>();
  for (const text of files.flat()) {
    const shape = text.replace(/\d+/g, '0').replace(/\p{L}+/gu, 'a');
    if (!asked.has(shape)) asked.set(shape, text.trim());
    if (asked.size === askedTexts) break;
  }
  return [...new Set(['iso', ...[...asked.values()].flatMap(likelyFormats)])];
}

/** @param format as `timeFormat` takes it */
export function tryFormat(
  format: string,
  files: Texts,
  { nowMs, zone = 'UTC', isGuess = false }: OneTrial,
) {
  const notes = new Notes(() => undefined);
  const times = timesOf({ format, zone, startMs: nowMs, notes });
  const isUnlikely = (ms: number) =>
    isGuess && Object.hasOwn(epochs, format) && !isPlausible(ms, nowMs);
  /** The first text that it does not read; `undefined` where it reads all. */
  let misfit: string | undefined;
  /** Why it does not read it. */
  let why: string | undefined;
  /** What it reads, file by file, in ms since the epoch. */
  const timesMs = files.map((texts) => {
    const reader = times.reader();
    return texts.flatMap((text) => {
      const read = reader(text.trim());
      if (typeof read === 'number' && !isUnlikely(read)) return read;
      misfit ??= text;
      why ??=
        typeof read === 'string'
          ? read
          : `by ${format} it would be of ${new Date(read).getUTCFullYear()}`;
      return [];
    });
  });
  /** How many texts it reads. */
  const read = timesMs.reduce((sum, { length }) => sum + length, 0);
  return { format, hasDate: times.hasDate, hasClock: times.hasClock, timesMs, read, misfit, why };
}

/** Nothing was recorded tomorrow; days that follow each other are likelier than months that do. */
function likeliestFirst(trials: readonly FormatTrial[], { nowMs }: TrialOptions): FormatTrial[] {
  const later = ({ timesMs }: FormatTrial) =>
    timesMs.flat().filter((ms) => ms > nowMs + dayMs).length;
  const way = ({ timesMs }: FormatTrial) => stepsMs(timesMs).reduce((sum, ms) => sum + ms, 0);
  return [...trials].sort((a, b) => later(a) - later(b) || way(a) - way(b));
}

/** Distances between neighbours, whichever is the later one. */
export function stepsMs(files: readonly (readonly number[])[]): number[] {
  return files.flatMap((ms) => ms.slice(1).map((at, index) => Math.abs(at - (ms[index] ?? at))));
}

/** Without those that read the same; on 5 May, day and month read the same and are not. */
function distinct(trials: readonly FormatTrial[]): FormatTrial[] {
  const readings = trials.map(({ timesMs }) => JSON.stringify(timesMs));
  return trials.filter(({ format }, index) => {
    const first = trials[readings.indexOf(readings[index] ?? '')]?.format ?? '';
    return format === first || isSwapped(format, first);
  });
}

/** The same fields in another order. */
function isSwapped(one: string, other: string): boolean {
  const sorted = (format: string) => [...format].sort().join('');
  return sorted(one) === sorted(other);
}
