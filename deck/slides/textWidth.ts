/** Widths of text in Arial, from the advance widths that Adobe published for Helvetica, which Arial shares. */

/** Of the characters from blank to tilde, in thousandths of the font size. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** Of what is not in the table: other alphabets; and signs that fill a square, emoji among them. */
const usual = 700;
const wide = 1_250;
const isWide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;
const isMark = /\p{Mark}/u;
/** Bold is wider, and another machine's font may be. */
const boldFactor = 1.08;
const safety = 1.03;

/** @param size in points @returns inches */
export function textWidth(text: string, size: number, isBold = false): number {
  let thousandths = 0;
  for (const character of text.normalize('NFD')) thousandths += widthOf(character);
  return (thousandths * size * safety * (isBold ? boldFactor : 1)) / 72_000;
}

function widthOf(character: string): number {
  const known = widths[character.charCodeAt(0) - 32];
  if (known !== undefined) return known;
  if (character === '\u00a0') return 278;
  if (isMark.test(character)) return 0;
  return isWide.test(character) ? wide : usual;
}

/** Lines into which a text breaks; a word that is wider than a line breaks within. */
export function linesOf(text: string, size: number, width: number, isBold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, size, isBold) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = broken(word, size, width, isBold);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

function broken(word: string, size: number, width: number, isBold: boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && textWidth(piece + character, size, isBold) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

/** The text cut to so many lines, with `…` where something is missing. */
export function cutToLines(text: string, size: number, width: number, most: number): string {
  const lines = linesOf(text, size, width);
  if (lines.length <= most) return text;
  const kept = lines.slice(0, most);
  let last = [...(kept.at(-1) ?? '')];
  while (last.length > 0 && textWidth(`${last.join('')}…`, size) > width) last = last.slice(0, -1);
  return [...kept.slice(0, -1), `${last.join('').trimEnd()}…`].join(' ');
}
