/** The user's own words, from their notes: a paragraph or a point of a list each. */
import type { Section } from './slide.ts';
import { english } from '../language/english.ts';
import { french } from '../language/french.ts';
import { plainText } from '../language/plainText.ts';

export interface OwnWords {
  /** For the slide on the skills. */
  readonly skills: readonly string[];
  /** What was written under the other headings goes to what is said there. */
  readonly said: ReadonlyMap<Section, string>;
  /** Headings that no slide has. */
  readonly unknown: readonly string[];
}

/** Markdown: headings are those of the slides, in either language; what stands under none is of the skills. */
export function ownWordsOf(markdown: string): OwnWords {
  const bySection = new Map<Section, string[]>();
  const unknown: string[] = [];
  let section: Section | undefined = 'skills';
  for (const block of blocksOf(markdown)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(block)?.[1];
    if (heading === undefined) {
      const text = plainText(withoutMarks(block), 1_000).trim();
      if (section !== undefined && text !== '')
        bySection.set(section, [...(bySection.get(section) ?? []), text]);
    } else {
      section = sectionCalled(heading);
      if (section === undefined) unknown.push(plainText(heading, 80));
    }
  }
  const { skills = [], ...said } = Object.fromEntries(bySection);
  return {
    skills,
    said: new Map(Object.entries(said).map(([of, texts]) => [of as Section, texts.join(' ')])),
    unknown,
  };
}

/** A heading, a point of a list, or lines that belong together. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let isOpen = false;
  for (const line of markdown.split(/\r?\n/)) {
    const isHeading = /^#{1,6}\s/.test(line);
    const isPoint = /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line);
    if (line.trim() === '') isOpen = false;
    else if (isOpen && !isHeading && !isPoint) blocks.push(`${blocks.pop()} ${line.trim()}`);
    else {
      blocks.push(line.trim());
      isOpen = !isHeading;
    }
  }
  return blocks;
}

function withoutMarks(block: string): string {
  return block
    .replace(/^(?:[-*+]|\d{1,9}[.)])\s+/, '')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/`([^`]+)`/g, '$1');
}

function sectionCalled(heading: string): Section | undefined {
  const wanted = folded(heading);
  const all = [english, french].flatMap(({ sections }) => Object.entries(sections));
  return all.find(([, title]) => folded(title) === wanted)?.[0] as Section | undefined;
}

/** Without accents and case. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim();
}
