/** The need, the run in a few figures, and which tool was chosen for what. */
import { figuresFrom } from '../figure.ts';
import { processedBy } from '../language/engines.ts';
import type { Language } from '../language/language.ts';
import { tableBlock, textBlock } from './fit.ts';
import { across, body, down } from './grid.ts';
import type { Tone } from './slide.ts';
import type { Draw, Story } from './story.ts';

/** When docs/report.md compared the tools. */
const comparedFrom = figuresFrom('docs/report.md');
export const comparedAt = comparedFrom('comparison.asOf', 'text', '2026-11');

export const introduction: Draw = (story, teller) => {
  const { introduction: words, sections } = teller.language;
  const [top, middle, bottom] = down(body, 0.7, 1.05, 2.6);
  if (!top || !middle || !bottom) throw new RangeError('a page has three parts');
  const { law, timeline, definition } = story;
  const tiles = [
    { value: law.acknowledged, label: words.acknowledged, tone: 'plain' as const },
    {
      value: law.lost,
      label: words.lost,
      tone: law.verdict === 'notProven' ? 'bad' : 'good',
    } as const,
    {
      value: definition.queryCount,
      label: words.queries(teller.show(definition.queryCount)),
      tone: 'plain' as const,
    },
    { value: timeline.meanIn, label: words.rate, tone: 'plain' as const },
  ];
  const boxes = across(middle, ...tiles.map(() => 1));
  return {
    section: 'introduction',
    title: sections.introduction,
    blocks: [
      textBlock({
        box: top,
        tone: verdictTone(story),
        paragraphs: [
          { style: 'strong', text: verdictSentence(story, teller.language, teller.show) },
        ],
      }),
      ...tiles.map(({ value, label, tone }, at) => ({
        ...{ kind: 'tile' as const, label, tone, value: teller.show(value) },
        box: boxes[at] ?? middle,
      })),
      textBlock({
        box: bottom,
        paragraphs: [
          { style: 'strong', text: words.need },
          ...words.lines.map((text) => ({ style: 'bullet' as const, text })),
        ],
      }),
    ],
  };
};

export function verdictTone({ law }: Story): Tone {
  if (law.verdict === 'notProven') return 'bad';
  if (law.isEmpty) return 'quiet';
  return law.verdict === 'proven' ? 'good' : 'open';
}

export function verdictSentence(
  { law }: Story,
  { verdict, problemCount, colon }: Language,
  show: (figure: Story['law']['lost']) => string,
): string {
  if (law.verdict === 'notProven')
    return `${verdict.notProven}${colon}${problemCount(show(law.problemCount))}`;
  return law.isEmpty ? verdict.empty : verdict[law.verdict];
}

export const tools: Draw = ({ definition }, { language, show, count }) => {
  const { introduction: words } = language;
  const [table, note] = down(body, 9, 0.7);
  if (!table || !note) throw new RangeError('a page has two parts');
  const widths = [1.1, 1.5, 3.6, 3.9];
  return {
    section: 'introduction',
    title: words.tools,
    blocks: [
      tableBlock({
        box: table,
        columns: words.columns.map((title, at) => ({
          title,
          width: widths[at] ?? 1,
          align: 'left',
        })),
        rows: [...words.rows, words.processing[processedBy(definition.versions)]],
        alt: words.tools,
        more: (left) => language.more(count(left)),
      }),
      textBlock({
        box: note,
        most: 12,
        paragraphs: [{ style: 'quiet', text: words.asOf(show(comparedAt)) }],
      }),
    ],
  };
};
