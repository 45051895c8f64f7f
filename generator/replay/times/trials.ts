/** Which format a column of times is written in, found by trying. */
import { Notes } from '../notes.ts';
import { likelyFormats } from './likely.ts';
import { timesOf } from './times.ts';

export type FormatTrial = Readonly<ReturnType<typeof tryFormat>>;

const dayMs = 86_400_000;
/** So many texts say which formats are tried: the first one may be the one that is no time. */
const askedTexts = 3;

/**
 * Tries each format that is likely. Times without a zone are read as UTC.
 * @param files the texts of a column, file by file, in their order
 * @param nowMs in ms since the epoch
 * @returns those that read every text, the likeliest first and no two that mean the same; where there is none, the one
 * that reads most; none where nothing looks like a time
 */
export function tryFormats(files: readonly (readonly string[])[], nowMs: number): FormatTrial[] {
  const asked = files.flat().slice(0, askedTexts);
  const formats = new Set(['iso', ...asked.flatMap(likelyFormats)]);
  const trials = [...formats].map((format) => tryFormat(format, files, nowMs));
  const fitting = trials.filter(({ misfit }) => misfit === undefined);
  if (fitting.length > 0) return distinct(likeliestFirst(fitting, nowMs));
  return trials
    .filter(({ read }) => read > 0)
    .sort((a, b) => b.read - a.read)
    .slice(0, 1);
}

/**
 * Tries formats on more texts than they were found by.
 * @returns those that read most of them: one bad text among many says nothing of a format
 */
export function tryFurther(
  formats: readonly string[],
  files: readonly (readonly string[])[],
  nowMs: number,
): FormatTrial[] {
  const trials = formats.map((format) => tryFormat(format, files, nowMs));
  const most = Math.max(...trials.map(({ read }) => read));
  const reading = trials.filter(({ read }) => read === most);
  return distinct(likeliestFirst(reading, nowMs));
}

/** @param format as `timeFormat` takes it */
function tryFormat(format: string, files: readonly (readonly string[])[], nowMs: number) {
  const notes = new Notes(() => undefined);
  const times = timesOf({ format, zone: 'UTC', startMs: nowMs, notes });
  /** The first text that it does not read; `undefined` where it reads all. */
  let misfit: string | undefined;
  /** What it reads, file by file, in ms since the epoch. */
  const timesMs = files.map((texts) => {
    const reader = times.reader();
    return texts.flatMap((text) => {
      const read = reader(text.trim());
      if (typeof read === 'number') return read;
      misfit ??= text;
      return [];
    });
  });
  /** How many texts it reads. */
  const read = timesMs.reduce((sum, { length }) => sum + length, 0);
  return { format, hasDate: times.hasDate, timesMs, read, misfit };
}

/** Nothing was recorded tomorrow; days that follow each other are likelier than months that do. */
function likeliestFirst(trials: readonly FormatTrial[], nowMs: number): FormatTrial[] {
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
