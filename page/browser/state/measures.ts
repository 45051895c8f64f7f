/** What is drawn over time: five figures, each with a line a query. */
import type { LivePoint, LivePointOfQuery } from '../../live.ts';
import { duration, perSecond, short, whole } from './words.ts';

export interface Line {
  /** Empty where there is but one. */
  readonly name: string;
  /** One of six, then again with another dash. */
  readonly colour: number;
  readonly dash: readonly number[];
  readonly values: readonly (number | null)[];
}
export interface Measure {
  readonly name: string;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly text: (value: number | null) => string;
  readonly axisText: (value: number) => string;
}

const colours = 6;
/** After so long without a figure a curve is broken. */
const gapSeconds = 6;
const dashes = [[], [5, 3], [2, 2]] as const;

const ofQueries = [
  { name: 'read', field: 'readPerSecond', text: perSecond, axisText: short },
  { name: 'out', field: 'outPerSecond', text: perSecond, axisText: short },
  { name: 'behind, rows', field: 'lagRows', text: whole, axisText: short },
  { name: 'batch duration', field: 'batchMs', text: duration, axisText: duration },
] as const satisfies readonly (Pick<Measure, 'name' | 'text' | 'axisText'> & {
  readonly field: keyof LivePointOfQuery;
})[];

export function measures(all: readonly LivePoint[]): Measure[] {
  const points = withGaps(all);
  const times = points.map(({ atMs }) => atMs / 1_000);
  const names = [...new Set(all.flatMap(({ queries }) => Object.keys(queries)))];
  const comesIn = { name: '', colour: 0, dash: [], values: points.map((one) => one.inPerSecond) };
  return [
    { name: 'in', times, lines: [comesIn], text: perSecond, axisText: short },
    ...ofQueries.map(({ field, ...rest }) => ({
      ...rest,
      times,
      lines: names.map((name, at) => ({
        ...styleOf(at),
        name,
        values: points.map(({ queries }) => queries[name]?.[field] ?? null),
      })),
    })),
  ];
}

export function styleOf(at: number): Pick<Line, 'colour' | 'dash'> {
  return { colour: at % colours, dash: dashes[Math.floor(at / colours) % dashes.length] ?? [] };
}

/** Where nothing was told for a while there is a hole, and no straight line. */
function withGaps(all: readonly LivePoint[]): LivePoint[] {
  return all.flatMap((point, at) => {
    const before = all[at - 1];
    if (before === undefined || point.atMs - before.atMs <= gapSeconds * 1_000) return [point];
    return [{ atMs: before.atMs + 1_000, inPerSecond: null, queries: {} }, point];
  });
}

/** @param at place of a point; `null`: the newest */
export function figuresAt({ lines, text }: Measure, at: number | null) {
  return lines.map((line) => ({ line, text: text(line.values.at(at ?? -1) ?? null) }));
}
