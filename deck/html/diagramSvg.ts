/** The chain's diagram as inline SVG, a hundred units an inch. */
import type { Box, DiagramBlock, DiagramNode } from '../slides/slide.ts';
import { escaped } from './escaped.ts';

const unitsAnInch = 100;
const size = (12 / 72) * unitsAnInch;

export function diagramSvg({ box, nodes, arrows, alt }: DiagramBlock): string {
  const placed = nodes.map((node) => ({ ...node, box: inside(node.box, box) }));
  const boxes = new Map(placed.map((node) => [node.id, node.box]));
  const lines = arrows.map(({ from, to, isQuiet }) => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    return start === undefined || end === undefined ? '' : arrow(start, end, isQuiet);
  });
  return `<svg viewBox="0 0 ${box.w * unitsAnInch} ${box.h * unitsAnInch}" role="img" aria-label="${escaped(alt)}"><defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>${lines.join('')}${placed.map(shapeOf).join('')}</svg>`;
}

function inside({ x, y, w, h }: Box, whole: Box): Box {
  const scaled = (length: number): number => Math.round(length * unitsAnInch);
  return { x: scaled(x - whole.x), y: scaled(y - whole.y), w: scaled(w), h: scaled(h) };
}

function arrow(start: Box, end: Box, isQuiet: boolean): string {
  const look = isQuiet
    ? 'stroke="var(--quiet)" stroke-width="1" stroke-dasharray="5 4"'
    : 'stroke="var(--accent)" stroke-width="2"';
  return `<line x1="${start.x + start.w}" y1="${start.y + start.h / 2}" x2="${end.x}" y2="${end.y + end.h / 2}" ${look} marker-end="url(#tip)"/>`;
}

function shapeOf({ box, title, detail, shape }: DiagramNode): string {
  const { x, y, w, h } = box;
  const look =
    shape === 'topic'
      ? 'rx="18" fill="var(--open)" stroke="var(--accent)"'
      : 'fill="var(--paper)" stroke="var(--ink)"';
  const middle = x + w / 2;
  const baseline = y + h / 2 + (detail === '' ? size / 3 : -size * 0.25);
  const second = detail === '' ? '' : line(middle, baseline + size * 1.25, detail, 'class="quiet"');
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" ${look} stroke-width="1.3"/>${line(middle, baseline, title, 'font-weight="bold"')}${second}`;
}

function line(x: number, y: number, text: string, look: string): string {
  return `<text x="${x}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}" text-anchor="middle" ${look}>${escaped(text)}</text>`;
}
