/** Charts as inline SVG, a hundred units an inch. */
import type { ChartBlock } from '../slides/slide.ts';
import { textWidth } from '../slides/textWidth.ts';
import { escaped } from './escaped.ts';

const unitsAnInch = 100;
/** Points of the labels, and the same in units. */
const points = 10;
const label = (points / 72) * unitsAnInch;
const ticks = 4;
const mostLabels = 10;
const colours = 5;
const legendRow = 22;

interface Plane {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly most: number;
}

/** @param locale in which the numbers of the axis are written */
export function chartSvg(chart: ChartBlock, locale: string): string {
  const [width, height] = [chart.box.w * unitsAnInch, chart.box.h * unitsAnInch];
  const values = chart.series.flatMap(({ values: all }) => all).map((value) => value ?? 0);
  const legend = legendOf(chart);
  const rows = (legend.at(-1)?.row ?? 0) + 1;
  const below = rows * legendRow;
  const plane: Plane = {
    ...{ left: 75, top: 62, width: width - 90, height: height - 123 - below },
    most: roundUp(values.reduce((most, value) => Math.max(most, value), 0)),
  };
  const parts = [
    text(0, 18, chart.title, { size: label * 1.3, isBold: true }),
    text(0, 40, chart.yTitle, { isQuiet: true }),
    ...grid(plane, locale),
    ...(chart.hasLabels ? labels(chart, plane) : []),
    ...chart.series.flatMap((series, at) =>
      chart.form === 'line' ? lineOf(series.values, at, plane) : columnsOf(chart, at, plane),
    ),
    text(plane.left + plane.width / 2, height - 18 - below, chart.xTitle, {
      isQuiet: true,
      anchor: 'middle',
    }),
    ...legend.flatMap((entry) => legendEntry(entry, rows, height - 12)),
  ];
  return `<svg viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" role="img" aria-label="${escaped(chart.alt)}">${parts.join('')}</svg>`;
}

/** 1, 2 or 5 times a power of ten above it. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function grid({ left, top, width, height, most }: Plane, locale: string): string[] {
  return Array.from({ length: ticks + 1 }, (_, at) => {
    const y = top + height - (at * height) / ticks;
    const value = (at * most) / ticks;
    const written = value.toLocaleString(locale, { maximumFractionDigits: 1 });
    return `<line x1="${left}" x2="${(left + width).toFixed(1)}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="var(--line)" stroke-width="${at === 0 ? 1.5 : 0.6}"/>${text(left - 8, y + label / 3, written, { isQuiet: true, anchor: 'end' })}`;
  });
}

function labels({ categories, form }: ChartBlock, plane: Plane): string[] {
  const every = Math.max(1, Math.ceil(categories.length / mostLabels));
  return categories.flatMap((category, at) =>
    at % every === 0
      ? [
          text(xOf(at, categories.length, plane, form), plane.top + plane.height + 20, category, {
            isQuiet: true,
            anchor: 'middle',
          }),
        ]
      : [],
  );
}

function xOf(at: number, count: number, { left, width }: Plane, form: ChartBlock['form']): number {
  return form === 'line'
    ? left + (at * width) / Math.max(1, count - 1)
    : left + ((at + 0.5) * width) / count;
}

function yOf(value: number, { top, height, most }: Plane): number {
  return top + height - (value * height) / most;
}

/** A hole in what is known is a hole in the line. */
function lineOf(values: readonly (number | null)[], series: number, plane: Plane): string[] {
  let isOpen = false;
  const path = values.map((value, at) => {
    if (value === null) {
      isOpen = false;
      return '';
    }
    const step = `${isOpen ? 'L' : 'M'}${xOf(at, values.length, plane, 'line').toFixed(1)} ${yOf(value, plane).toFixed(1)}`;
    isOpen = true;
    return step;
  });
  return [
    `<path d="${path.join('')}" fill="none" stroke="${colour(series)}" stroke-width="2.5" stroke-linejoin="round"/>`,
  ];
}

function columnsOf({ series, categories }: ChartBlock, at: number, plane: Plane): string[] {
  const group = (plane.width / categories.length) * 0.7;
  const width = group / series.length;
  return (series[at]?.values ?? []).flatMap((value, category) => {
    if (value === null) return [];
    const x = xOf(category, categories.length, plane, 'column') - group / 2 + at * width;
    const y = yOf(value, plane);
    const height = plane.top + plane.height - y;
    return [
      `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(width * 0.92).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour(at)}"/>`,
    ];
  });
}

interface Entry {
  readonly name: string;
  readonly at: number;
  readonly x: number;
  readonly row: number;
}

/** Names beside each other, in as many rows as they need. */
function legendOf({ series, box }: ChartBlock): Entry[] {
  let [x, row] = [0, 0];
  return series.map(({ name }, at) => {
    const needed = textWidth(name, points) * unitsAnInch + 40;
    if (x > 0 && x + needed > box.w * unitsAnInch) [x, row] = [0, row + 1];
    const entry = { name, at, x, row };
    x += needed;
    return entry;
  });
}

function legendEntry({ name, at, x, row }: Entry, rows: number, bottom: number): string[] {
  const y = bottom - (rows - 1 - row) * legendRow;
  return [
    `<rect x="${x.toFixed(0)}" y="${(y - label * 0.75).toFixed(1)}" width="16" height="${(label * 0.75).toFixed(1)}" fill="${colour(at)}"/>`,
    text(x + 22, y, name, {}),
  ];
}

function colour(at: number): string {
  return `var(--s${at % colours})`;
}

interface Look {
  readonly size?: number;
  readonly isBold?: boolean;
  readonly isQuiet?: boolean;
  readonly anchor?: 'middle' | 'end';
}

function text(x: number, y: number, written: string, look: Look): string {
  const { size = label, isBold = false, isQuiet = false, anchor } = look;
  const attributes = [
    `x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}"`,
    ...(isBold ? ['font-weight="bold"'] : []),
    ...(isQuiet ? ['class="quiet"'] : []),
    ...(anchor === undefined ? [] : [`text-anchor="${anchor}"`]),
  ];
  return written === '' ? '' : `<text ${attributes.join(' ')}>${escaped(written)}</text>`;
}
