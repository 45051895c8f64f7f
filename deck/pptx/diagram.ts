/** The chain's diagram, of native shapes and lines. */
import type { Box, DiagramBlock } from '../slides/slide.ts';
import { font } from '../slides/slide.ts';
import { colours } from './colours.ts';
import { noMargin } from './pptxSlide.ts';
import type { PptxSlide } from './pptxSlide.ts';

const size = 12;

export function addDiagram(to: PptxSlide, { nodes, arrows }: DiagramBlock, name: string): void {
  const boxes = new Map(nodes.map(({ id, box }) => [id, box]));
  arrows.forEach(({ from, to: target, isQuiet }, at) => {
    const [start, end] = [boxes.get(from), boxes.get(target)];
    if (start && end) addArrow(to, { start, end, isQuiet, name: `${name} arrow ${at + 1}` });
  });
  for (const { id, box, title, detail, shape } of nodes) {
    to.addText(
      [
        { text: title, options: { bold: true, fontSize: size, breakLine: detail !== '' } },
        ...(detail === ''
          ? []
          : [{ text: detail, options: { fontSize: size - 1, color: colours.quiet } }]),
      ],
      {
        ...{
          ...box,
          shape: shape === 'topic' ? 'roundRect' : 'rect',
          margin: noMargin,
          fontFace: font,
        },
        ...{ align: 'center', valign: 'middle', color: colours.ink, fit: 'none' },
        fill: { color: shape === 'topic' ? 'E3F0F9' : colours.ground },
        line: { color: shape === 'topic' ? colours.accent : colours.ink, width: 1 },
        ...(shape === 'topic' ? { rectRadius: 0.18 } : {}),
        objectName: `${name} ${id}`,
      },
    );
  }
}

interface Arrow {
  readonly start: Box;
  readonly end: Box;
  readonly isQuiet: boolean;
  readonly name: string;
}

/** A line that rises is one that falls, upside down: sizes are never negative. */
function addArrow(to: PptxSlide, { start, end, isQuiet, name }: Arrow): void {
  const [x1, y1] = [start.x + start.w, start.y + start.h / 2];
  const [x2, y2] = [end.x, end.y + end.h / 2];
  to.addShape('line', {
    ...{ x: Math.min(x1, x2), y: Math.min(y1, y2), w: Math.abs(x2 - x1), h: Math.abs(y2 - y1) },
    flipV: y2 < y1,
    line: {
      ...{ color: isQuiet ? 'A0ADBA' : colours.accent, width: isQuiet ? 0.75 : 1.5 },
      ...{ endArrowType: 'triangle', dashType: isQuiet ? 'dash' : 'solid' },
    },
    objectName: name,
  });
}
