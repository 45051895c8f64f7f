/** The deck as one page that needs nothing else: to be read in a browser, and printed to the same slides. */
import { places, sizes } from '../slides/grid.ts';
import type { Block, Box, Deck, Slide, TableBlock, TextBlock, TileBlock } from '../slides/slide.ts';
import { page } from '../slides/slide.ts';
import { chartSvg } from './chartSvg.ts';
import { diagramSvg } from './diagramSvg.ts';
import { escaped } from './escaped.ts';
import { style } from './style.ts';

export function htmlOf(deck: Deck): string {
  const slides = deck.slides.map((slide, at) => slideOf(deck, slide, at + 1)).join('\n');
  return `<!doctype html>
<html lang="${deck.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="courant report">
<title>${escaped(deck.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${slides}
</main>
</body>
</html>
`;
}

function slideOf({ footer, slides, lang }: Deck, slide: Slide, number: number): string {
  const heading = number === 1 ? 'h1' : 'h2';
  const parts = [
    `<${heading} class="title" style="${at(places.title)}${points(sizes.title)}">${bidi(slide.title)}</${heading}>`,
    ...slide.blocks.map((block) => blockOf(block, lang)),
    line('sources', places.sources, sizes.sources, slide.sources),
    line('footer', places.footer, sizes.footer, footer),
    line('number', places.number, sizes.footer, `${number} / ${slides.length}`),
  ];
  return `<section class="slide" aria-label="${number}">\n${parts.join('\n')}\n</section>\n<aside class="notes">${bidi(slide.notes)}</aside>`;
}

function line(name: string, box: Box, size: number, text: string): string {
  return `<div class="${name}" style="${at(box)}${points(size)}">${bidi(text)}</div>`;
}

function blockOf(block: Block, lang: Deck['lang']): string {
  switch (block.kind) {
    case 'text':
      return textOf(block);
    case 'tile':
      return tileOf(block);
    case 'table':
      return tableOf(block);
    case 'chart':
      return `<div class="picture" style="${at(block.box)}">${chartSvg(block, lang)}</div>`;
    case 'diagram':
      return `<div class="picture" style="${at(block.box)}">${diagramSvg(block)}</div>`;
  }
}

function textOf({ box, paragraphs, size, tone }: TextBlock): string {
  const panel = tone === 'plain' ? '' : ` panel ${tone}`;
  const inner = paragraphs.map(
    ({ text, style: of }) => `<p class="${of}"><span>${bidi(text)}</span></p>`,
  );
  return `<div class="text${panel}" style="${at(box)}${points(size)}">${inner.join('')}</div>`;
}

function tileOf({ box, value, label, tone }: TileBlock): string {
  return `<div class="tile ${tone}" style="${at(box)}"><b style="${points(sizes.tile)}">${bidi(value)}</b><span style="${points(sizes.tileLabel)}">${bidi(label)}</span></div>`;
}

function tableOf({ box, columns, rows, size, heights, alt }: TableBlock): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]) =>
    texts
      .map((text, column) => {
        const scope = tag === 'th' ? ' scope="col"' : '';
        return `<${tag}${scope} class="${columns[column]?.align ?? 'left'}">${bidi(text)}</${tag}>`;
      })
      .join('');
  const widths = columns.map(
    ({ width }) => `<col style="width:${((100 * width) / box.w).toFixed(2)}%">`,
  );
  const row = (inner: string, index: number) =>
    `<tr style="height:${inches(heights[index] ?? 0)}">${inner}</tr>`;
  const head = row(
    cells(
      'th',
      columns.map(({ title }) => title),
    ),
    0,
  );
  const body = rows.map((texts, index) => row(cells('td', texts), index + 1)).join('');
  return `<table aria-label="${escaped(alt)}" style="${at({ ...box, h: 0 })}${points(size)}"><colgroup>${widths.join('')}</colgroup><thead>${head}</thead><tbody>${body}</tbody></table>`;
}

/** Names of others may be written from right to left: they turn nothing but themselves. */
function bidi(text: string): string {
  return `<bdi>${escaped(text)}</bdi>`;
}

function at({ x, y, w, h }: Box): string {
  const height = h === 0 ? '' : `height:${inches(h)};`;
  return `left:${inches(x)};top:${inches(y)};width:${inches(w)};${height}`;
}

/** Of the slide, however wide it is shown. */
function inches(length: number): string {
  return `${((length * 100) / page.width).toFixed(3)}cqw`;
}

function points(size: number): string {
  return `font-size:${inches(size / 72)};`;
}
