/** Where things stand on every slide; inches. */
import type { Box } from './slide.ts';
import { page } from './slide.ts';

const margin = 0.6;
export const body: Box = { x: margin, y: 1.35, w: page.width - 2 * margin, h: 5.2 };
export const places = {
  title: { x: margin, y: 0.35, w: body.w, h: 0.75 },
  sources: { x: margin, y: 6.66, w: body.w, h: 0.24 },
  footer: { x: margin, y: 7.0, w: body.w - 1.5, h: 0.28 },
  number: { x: page.width - margin - 1.4, y: 7.0, w: 1.4, h: 0.28 },
} as const satisfies Record<string, Box>;
/** Points. */
export const sizes = { title: 28, sources: 9, footer: 10, tile: 24, tileLabel: 11 } as const;
const gap = 0.25;

/** The box cut from left to right, by parts of its width. */
export function across({ x, y, w, h }: Box, ...parts: readonly number[]): Box[] {
  return cut(w, parts).map(([start, size]) => ({ x: x + start, y, w: size, h }));
}

/** The box cut from top to bottom, by parts of its height. */
export function down({ x, y, w, h }: Box, ...parts: readonly number[]): Box[] {
  return cut(h, parts).map(([start, size]) => ({ x, y: y + start, w, h: size }));
}

function cut(whole: number, parts: readonly number[]): [start: number, size: number][] {
  const room = whole - gap * (parts.length - 1);
  const sum = parts.reduce((total, part) => total + part, 0);
  let start = 0;
  return parts.map((part) => {
    const size = (room * part) / sum;
    const at = start;
    start += size + gap;
    return [at, size];
  });
}
