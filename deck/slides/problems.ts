/** What went wrong, with what the docs say; and the skills, in the user's own words. */
import { plainText } from '../language/plainText.ts';
import type { Trouble } from '../facts/troubles.ts';
import { tableBlock, textBlock } from './fit.ts';
import { body, down } from './grid.ts';
import type { Block, Box, Paragraph } from './slide.ts';
import type { Draw, Story } from './story.ts';
import type { Teller } from './teller.ts';

export const problems: Draw = (story, teller) => {
  const { problems: words, sections } = teller.language;
  const { law, troubles } = story;
  const [top, bottom] = law.problems.length > 0 ? down(body, 1, 1) : [body, undefined];
  return {
    section: 'problems',
    title: sections.problems,
    blocks: [
      ...(bottom === undefined || top === undefined ? [] : [broken(top, story, teller)]),
      troubles.length === 0
        ? textBlock({ box: bottom ?? body, paragraphs: [{ style: 'body', text: words.none }] })
        : troubleTable(bottom ?? body, story, teller),
    ],
  };
};

/** The proof's own sentences, as they are. */
function broken(box: Box, { law }: Story, { language }: Teller): Block {
  return textBlock({
    box,
    tone: 'bad',
    most: 14,
    paragraphs: [
      { style: 'strong', text: language.problems.proof },
      ...law.problems.map((text): Paragraph => ({ style: 'bullet', text: plainText(text, 300) })),
    ],
  });
}

function troubleTable(box: Box, story: Story, { language, show, count }: Teller): Block {
  const words = language.problems;
  const widths = [2, 1.3, 0.7, 3.4];
  return tableBlock({
    box,
    columns: words.columns.map((title, at) => ({
      ...{ title, width: widths[at] ?? 1 },
      align: at === 2 ? 'right' : 'left',
    })),
    rows: story.troubles.map((trouble) => [
      whatOf(trouble, words.kinds[trouble.kind] ?? trouble.kind, language.colon),
      plainText(trouble.of, 40),
      show(trouble.count),
      adviceOn(trouble, story, words.docs[trouble.kind] ?? ''),
    ]),
    alt: words.columns.join(', '),
    more: (left) => language.more(count(left)),
    most: 13,
  });
}

function whatOf({ code, detail }: Trouble, kind: string, colon: string): string {
  const why = code ?? detail;
  return why === null ? kind : `${kind}${colon}${plainText(why, 120)}`;
}

function adviceOn({ code }: Trouble, { advice }: Story, otherwise: string): string {
  const known = code === null ? undefined : advice.get(code);
  return known === undefined ? otherwise : `${known.when} → ${known.todo} (docs/errors.md)`;
}

export const skills: Draw = ({ skills: own }, { language }) => {
  const words = language.skills;
  const paragraphs: Paragraph[] =
    own.length > 0
      ? own.map((text) => ({ style: 'bullet', text }))
      : [
          { style: 'strong', text: words.prompt },
          ...words.prompts.map((text): Paragraph => ({ style: 'bullet', text })),
          { style: 'quiet', text: words.how },
        ];
  return {
    section: 'skills',
    title: language.sections.skills,
    blocks: [textBlock({ box: body, tone: own.length > 0 ? 'plain' : 'quiet', paragraphs })],
  };
};
