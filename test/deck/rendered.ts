/** A deck as LibreOffice draws it: its words with their places, by page. For machines that have it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Inches. */
export interface Word {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Also a font as wide as the deck's own: in a wider one words would leave their boxes. */
export function hasOffice(): boolean {
  const programs = ['soffice', 'pdftotext', 'fc-match'];
  return programs.every(isThere) && /liberation|arial/i.test(printed('fc-match', 'Arial'));
}

function isThere(program: string): boolean {
  return printed('which', program) !== '';
}

function printed(program: string, argument: string): string {
  try {
    return execFileSync(program, [argument], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}

/** Pages in order, each with its words. */
export function renderedWords(pptx: Buffer): Word[][] {
  const folder = mkdtempSync(join(tmpdir(), 'courant-deck-'));
  try {
    writeFileSync(join(folder, 'deck.pptx'), pptx);
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const convert = ['--headless', profile, '--convert-to', 'pdf', '--outdir', folder];
    execFileSync('soffice', [...convert, join(folder, 'deck.pptx')], { stdio: 'ignore' });
    const words = join(folder, 'words.html');
    execFileSync('pdftotext', ['-bbox', join(folder, 'deck.pdf'), words]);
    const pages = readFileSync(words, 'utf8').split('<page ').slice(1);
    return pages.map((page) => [...page.matchAll(wordPattern)].map(wordOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wordPattern =
  /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g;

function wordOf(match: RegExpMatchArray): Word {
  const [left, top, right, bottom] = match.slice(1, 5).map((points) => Number(points) / 72);
  const text = (match[5] ?? '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  return { text, left: left!, top: top!, right: right!, bottom: bottom! };
}
