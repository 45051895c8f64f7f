/** What is proven, what is not, and what nobody knows. */
import type { Figure, Why } from '../figure.ts';
import { figuresIn } from '../figure.ts';
import type { Language } from '../language/language.ts';
import { plainText } from '../language/plainText.ts';
import { textBlock } from './fit.ts';
import { across, body, down } from './grid.ts';
import { verdictSentence, verdictTone } from './introduction.ts';
import type { Paragraph } from './slide.ts';
import type { Draw, Story } from './story.ts';
import type { Teller } from './teller.ts';

export const conclusion: Draw = (story, teller) => {
  const { language, show } = teller;
  const [top, middle, bottom] = down(body, 0.75, 4.1, 0.4);
  if (!top || !middle || !bottom) throw new RangeError('a page has three parts');
  const [left, right] = across(middle, 1, 1);
  const { chain, target, madeAt } = story;
  return {
    section: 'conclusion',
    title: language.sections.conclusion,
    blocks: [
      textBlock({
        box: top,
        tone: verdictTone(story),
        paragraphs: [{ style: 'strong', text: verdictSentence(story, language, show) }],
      }),
      textBlock({ box: left ?? middle, most: 15, paragraphs: proven(story, teller) }),
      textBlock({ box: right ?? middle, most: 15, paragraphs: open(story, teller) }),
      textBlock({
        box: bottom,
        most: 12,
        paragraphs: [
          { style: 'quiet', text: language.conclusion.made(chain, target, show(madeAt)) },
        ],
      }),
    ],
  };
};

function proven({ law }: Story, { language, show }: Teller): Paragraph[] {
  const { conclusion: words } = language;
  const head: Paragraph = { style: 'strong', text: words.proven };
  const bullet = (text: string): Paragraph => ({ style: 'bullet', text });
  if (law.isEmpty || law.verdict === 'notProven')
    return [head, bullet(words.nothing[law.isEmpty ? 'empty' : 'broken'])];
  const closed = law.queries.filter(
    ({ lag, counted, plan }) => lag.value === 0 && counted.value !== null && plan !== null,
  );
  const areFound = law.faults.length > 0;
  return [
    head,
    bullet(words.lines.topic(show(law.acknowledged))),
    ...closed.map(({ name, read }) => bullet(words.lines.query(plainText(name, 40), show(read)))),
    ...(areFound ? [bullet(words.lines.faults)] : []),
  ];
}

function open(story: Story, { language }: Teller): Paragraph[] {
  const { conclusion: words, why } = language;
  const { law } = story;
  const bullet = (text: string): Paragraph => ({ style: 'bullet', text });
  const quoted = [...law.problems, ...law.causes]
    .slice(0, 3)
    .map((text) => bullet(plainText(text, 160)));
  const missing = missingParts(story, language).map(([part, reason]) =>
    bullet(`${part}${language.colon}${why[reason]}`),
  );
  return [
    { style: 'strong', text: words.open },
    ...quoted,
    ...(story.target === 'local' ? [bullet(words.disk)] : []),
    bullet(words.repeated),
    ...(missing.length > 0
      ? [{ style: 'strong' as const, text: words.notMeasured }, ...missing]
      : []),
  ];
}

/** What a figure's id begins with, and the part of the report that it belongs to. */
const partsById: readonly (readonly [string, string])[] = [
  ['scale.', 'scaling'],
  ['recovery.', 'recovery'],
  ['latency.', 'latency'],
  ['machine.load', 'load'],
  ['plan.', 'plan'],
  ['time.', 'rates'],
  ['readings.', 'values'],
  ['law.query', 'hops'],
];
/** A replay has no rate of its own. */
const expected = ['definition.'];

/** Parts of which some figure is not known, each with the reason, once. */
export function missingParts(story: unknown, { conclusion }: Language): [part: string, why: Why][] {
  const unknown = figuresIn(story).filter(
    ({ id, value }) => value === null && !expected.some((start) => id.startsWith(start)),
  );
  const found = new Map<string, [string, Why]>();
  for (const figure of unknown) {
    const part = partOf(figure);
    const why = figure.missing ?? 'nothingThere';
    found.set(`${part} ${why}`, [conclusion.missing[part] ?? part, why]);
  }
  return [...found.values()];
}

function partOf({ id }: Figure): string {
  return partsById.find(([start]) => id.startsWith(start))?.[1] ?? 'other';
}
