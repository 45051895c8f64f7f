/** The deck as a PowerPoint file: native charts, tables and shapes, which stay editable. */
import pptxgenjs from 'pptxgenjs';
import { bulletIndent, padding } from '../slides/fit.ts';
import { places, sizes } from '../slides/grid.ts';
import type { Deck, Paragraph, Slide, TableBlock, TextBlock, TileBlock } from '../slides/slide.ts';
import { font, page } from '../slides/slide.ts';
import { addChart } from './chart.ts';
import { colours, tones } from './colours.ts';
import { addDiagram } from './diagram.ts';
import { mended } from './mend.ts';
import { noMargin } from './pptxSlide.ts';
import type { PptxSlide } from './pptxSlide.ts';

/** Its types describe another module than the one that Node loads: the class is its default export. */
const PptxGenJS = pptxgenjs as unknown as typeof pptxgenjs.default;
type Run = pptxgenjs.default.TextProps;
type Cell = pptxgenjs.default.TableCell;

const layout = 'COURANT';

export async function pptxOf(deck: Deck): Promise<Buffer> {
  const file = new PptxGenJS();
  file.defineLayout({ name: layout, ...page });
  file.layout = layout;
  file.title = escaped(deck.title);
  file.company = 'courant';
  file.author = 'courant report';
  file.subject = 'courant report';
  file.theme = { headFontFace: font, bodyFontFace: font };
  const alts = new Map<string, string>();
  deck.slides.forEach((slide, at) => {
    draw(file.addSlide(), slide, { deck, number: at + 1, alts });
  });
  const written = await file.write({ outputType: 'nodebuffer', compression: true });
  return mended(written as Buffer, { alts, lang: deck.lang === 'fr' ? 'fr-FR' : 'en-US' });
}

/** pptxgenjs puts properties into the file as they are. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export interface Drawing {
  readonly deck: Deck;
  readonly number: number;
  /** By the name of an object what is to be seen there. */
  readonly alts: Map<string, string>;
}

function draw(to: PptxSlide, slide: Slide, drawing: Drawing): void {
  const { deck, number } = drawing;
  const plain = { margin: noMargin, fontFace: font, fit: 'none' as const };
  to.background = { color: colours.ground };
  to.addText(slide.title, {
    ...{ ...plain, ...places.title, fontSize: sizes.title, bold: true, color: colours.ink },
    ...{ valign: 'middle', objectName: 'Title' },
  });
  const small = { ...plain, color: colours.quiet, valign: 'middle' as const };
  if (slide.sources !== '')
    to.addText(slide.sources, {
      ...small,
      ...places.sources,
      fontSize: sizes.sources,
      objectName: 'Sources',
    });
  to.addText(deck.footer, {
    ...small,
    ...places.footer,
    fontSize: sizes.footer,
    objectName: 'Footer',
  });
  to.addText(`${number} / ${deck.slides.length}`, {
    ...{ ...small, ...places.number, fontSize: sizes.footer },
    ...{ align: 'right', objectName: 'Number' },
  });
  slide.blocks.forEach((block, at) => {
    const name = `${block.kind} ${number}.${at + 1}`;
    if ('alt' in block) drawing.alts.set(name, block.alt);
    if (block.kind === 'text') addText(to, block, name);
    else if (block.kind === 'tile') addTile(to, block, name);
    else if (block.kind === 'table') addTable(to, block, name);
    else if (block.kind === 'chart') addChart(to, block, name);
    else addDiagram(to, block, name);
  });
  to.addNotes(slide.notes);
}

function addText(to: PptxSlide, { box, paragraphs, size, tone }: TextBlock, name: string): void {
  const isPanel = tone !== 'plain';
  if (isPanel) addPanel(to, box, tones[tone].fill, `${name} panel`);
  const inset = isPanel ? padding.panel : 0;
  const inner = { x: box.x + inset, y: box.y + inset, w: box.w - 2 * inset, h: box.h - 2 * inset };
  to.addText(
    paragraphs.map((paragraph) => run(paragraph, size, tone)),
    {
      ...inner,
      margin: noMargin,
      fontFace: font,
      valign: isPanel ? 'middle' : 'top',
      fit: 'none',
      objectName: name,
    },
  );
}

function run({ text, style }: Paragraph, size: number, tone: TextBlock['tone']): Run {
  const isQuiet = style === 'quiet' && tone === 'plain';
  return {
    text,
    options: {
      ...{ fontSize: size, bold: style === 'strong', breakLine: true },
      color: isQuiet ? colours.quiet : tones[tone].ink,
      paraSpaceAfter: size * 0.4,
      ...(style === 'bullet' ? { bullet: { indent: bulletIndent * 72 } } : {}),
    },
  };
}

export function addPanel(to: PptxSlide, box: TextBlock['box'], fill: string, name: string): void {
  // A shape without text brings PowerPoint's repair dialog up.
  to.addText(' ', { ...box, shape: 'rect', fill: { color: fill }, objectName: name });
}

function addTile(to: PptxSlide, { box, value, label, tone }: TileBlock, name: string): void {
  addPanel(to, box, tones[tone].fill, `${name} panel`);
  const common = {
    margin: noMargin,
    fontFace: font,
    align: 'center' as const,
    fit: 'none' as const,
  };
  const half = box.h / 2;
  to.addText(value, {
    ...{ ...common, x: box.x, y: box.y, w: box.w, h: half + 0.08, valign: 'bottom' },
    ...{ fontSize: sizes.tile, bold: true, color: tones[tone].ink, objectName: name },
  });
  to.addText(label, {
    ...{ ...common, x: box.x, y: box.y + half + 0.1, w: box.w, h: half - 0.12, valign: 'top' },
    ...{ fontSize: sizes.tileLabel, color: colours.quiet, objectName: `${name} label` },
  });
}

function addTable(
  to: PptxSlide,
  { box, columns, rows, size, heights }: TableBlock,
  name: string,
): void {
  const border = { type: 'solid' as const, pt: 0.75, color: colours.line };
  const none = { type: 'none' as const };
  const cell = (text: string, at: number, isHead: boolean): Cell => ({
    text,
    options: {
      ...{ align: columns[at]?.align ?? 'left', valign: 'top', fontSize: size, fontFace: font },
      ...{ bold: isHead, color: isHead ? colours.accent : colours.ink },
      border: [none, none, border, none],
      margin: [padding.cellY, padding.cellX, padding.cellY, padding.cellX],
    },
  });
  to.addTable(
    [columns.map(({ title }) => title), ...rows].map((row, at) =>
      row.map((text, column) => cell(text, column, at === 0)),
    ),
    {
      ...{ x: box.x, y: box.y, w: box.w, objectName: name },
      colW: columns.map(({ width }) => width),
      rowH: [...heights],
    },
  );
}
