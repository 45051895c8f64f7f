/** Results: rates and lag over time, the law with its numbers, and how fast a row follows its reading. */
import { plainText } from '../language/plainText.ts';
import { tableBlock, textBlock } from './fit.ts';
import { across, body, down } from './grid.ts';
import type { Block, Box, ChartBlock } from './slide.ts';
import type { Draw, Story } from './story.ts';
import type { Teller } from './teller.ts';

const longestName = 40;

export const rates: Draw = (story, teller) => {
  const { results: words, sections, colon } = teller.language;
  const { timeline, machine } = story;
  const { show } = teller;
  const [top, bottom] = down(body, 4, 1);
  if (!top || !bottom) throw new RangeError('a page has two parts');
  const [left, right] = across(top, 1, 1);
  const isKnown = timeline.seconds.length > 0;
  const lines = [
    words.span(show(timeline.from), show(timeline.to)),
    `${words.meanIn}${colon}${show(timeline.meanIn)} · ${words.mostLag}${colon}${show(timeline.mostLag)}`,
    `${words.load(show(machine.load))}${machine.load.missing === undefined ? '' : ` (${teller.language.why[machine.load.missing]})`}`,
  ];
  return {
    section: 'results',
    title: sections.results,
    blocks: isKnown
      ? [
          rateChart(left ?? top, story, teller),
          lagChart(right ?? top, story, teller),
          textBlock({
            box: bottom,
            most: 13,
            paragraphs: lines.map((text) => ({ style: 'body', text })),
          }),
        ]
      : [textBlock({ box: body, paragraphs: [{ style: 'body', text: words.nothing }] })],
  };
};

function overTime(
  story: Story,
  teller: Teller,
): Pick<ChartBlock, 'kind' | 'form' | 'hasLabels' | 'categories' | 'xTitle'> {
  return {
    ...{ kind: 'chart', form: 'line', hasLabels: true },
    categories: story.timeline.seconds.map(String),
    xTitle: teller.language.results.seconds,
  };
}

/** In, and of each query what it read and wrote; a query more would be a line that nobody tells from the others. */
function rateChart(box: Box, story: Story, teller: Teller): Block {
  const words = teller.language.results;
  const { timeline } = story;
  const shown = timeline.read.slice(0, 2);
  teller.from(timeline.in);
  return {
    ...overTime(story, teller),
    ...{ box, title: words.rates, yTitle: words.ratesY, alt: `${words.rates}: ${words.ratesY}` },
    series: [
      { name: words.in, values: timeline.in.points },
      ...shown.map(({ name, points }) => ({
        name: words.read(plainText(name, longestName)),
        values: points,
      })),
      ...timeline.out.slice(0, 2).map(({ name, points }) => ({
        name: words.out(plainText(name, longestName)),
        values: points,
      })),
    ],
  };
}

function lagChart(box: Box, story: Story, teller: Teller): Block {
  const words = teller.language.results;
  return {
    ...overTime(story, teller),
    ...{ box, title: words.lag, yTitle: words.lagY, alt: `${words.lag}: ${words.lagY}` },
    series: story.timeline.lag.map(({ name, points }) => ({
      name: plainText(name, longestName),
      values: points,
    })),
  };
}

export const law: Draw = (story, teller) => {
  const { results: words } = teller.language;
  const [first, second, third] = down(body, 1, 2.2, 1.6);
  if (!first || !second || !third) throw new RangeError('a page has three parts');
  return {
    section: 'results',
    title: words.law,
    blocks: [
      ledgerTable(first, story, teller),
      hopTable(second, story, teller),
      latencyTable(third, story, teller),
    ],
  };
};

function ledgerTable(box: Box, { law: of }: Story, { language, show, count }: Teller): Block {
  const words = language.results.lawColumns;
  return tableBlock({
    box,
    columns: words.map((title) => ({ title, width: 1, align: 'right' })),
    rows: [
      [of.acknowledged, of.inTopic, of.lost, of.doubled, of.outOfOrder, of.unaccounted].map(show),
    ],
    alt: words.join(', '),
    more: (left) => language.more(count(left)),
  });
}

function hopTable(box: Box, { law: of }: Story, { language, show, count }: Teller): Block {
  const words = language.results.hopColumns;
  return tableBlock({
    box,
    columns: words.map((title, at) => ({
      ...{ title, width: at === 0 ? 2 : 1.1 },
      align: at === 0 ? 'left' : 'right',
    })),
    rows: of.queries.map(({ name, read, valid, deadLetters, filtered, counted, late }) => [
      plainText(name, longestName),
      ...[read, valid, deadLetters, filtered, counted, late].map(show),
    ]),
    alt: words.join(', '),
    more: (left) => language.more(count(left)),
    most: 13,
  });
}

function latencyTable(box: Box, { latency }: Story, { language, show, count }: Teller): Block {
  const words = language.results;
  return tableBlock({
    box,
    columns: words.latencyColumns.map((title, at) => ({
      ...{ title, width: at === 0 ? 4 : 1.1 },
      align: at === 0 ? 'left' : 'right',
    })),
    rows: latency.map(({ query, kind, readings, p50, p99 }) => [
      `${plainText(query, longestName)}${language.colon}${words.latencyOf[kind] ?? kind}`,
      ...[readings, p50, p99].map(show),
    ]),
    alt: words.latencyColumns.join(', '),
    more: (left) => language.more(count(left)),
    most: 13,
  });
}

export const scaling: Draw = (story, teller) => {
  const { results: words } = teller.language;
  const [left, right] = across(body, 1, 1);
  if (!left || !right) throw new RangeError('a page has two halves');
  const [top, bottom] = down(left, 1, 1.9);
  return {
    section: 'results',
    title: words.scaling,
    blocks: [
      ...scaled([top ?? left, bottom ?? left], story, teller),
      recovered(right, story, teller),
    ],
  };
};

function scaled(
  [top, bottom]: readonly [Box, Box],
  { scaling: of }: Story,
  { language, show, count, from }: Teller,
): Block[] {
  const words = language.results;
  const unknown = of.find(({ topic }) => topic.value === null);
  if (unknown !== undefined) {
    const why = language.why[unknown.topic.missing ?? 'nothingThere'];
    const text = `${language.conclusion.missing['scaling']}${language.colon}${why}`;
    return [
      textBlock({ box: top, tone: 'quiet', most: 16, paragraphs: [{ style: 'body', text }] }),
    ];
  }
  of.forEach(({ topic }) => {
    from(topic);
  });
  const numbers = (figures: readonly Story['scaling'][number]['topic'][]) =>
    figures.map(({ value }) => (typeof value === 'number' ? value : null));
  return [
    {
      ...{ kind: 'chart', form: 'column', box: bottom, hasLabels: true, title: words.scalingChart },
      ...{ xTitle: '', yTitle: words.ratesY, alt: words.scalingChart },
      categories: of.map(({ replicas }) => words.generators(show(replicas))),
      series: [
        { name: words.legs[0] ?? '', values: numbers(of.map(({ generator }) => generator)) },
        { name: words.legs[1] ?? '', values: numbers(of.map(({ topic }) => topic)) },
        { name: words.legs[2] ?? '', values: numbers(of.map(({ query }) => query)) },
      ],
    },
    tableBlock({
      box: top,
      columns: words.scaleColumns.map((title) => ({ title, width: 1, align: 'right' })),
      rows: of.map(({ replicas, generator, topic, query, load }) =>
        [replicas, generator, topic, query, load].map(show),
      ),
      alt: words.scaleColumns.join(', '),
      more: (left) => language.more(count(left)),
      most: 13,
    }),
  ];
}

function recovered(box: Box, { recovery }: Story, { language, show, count }: Teller): Block {
  const words = language.results;
  const unknown = recovery.every(({ upAgain }) => upAgain.value === null);
  if (unknown) {
    const why = language.why[recovery[0]?.upAgain.missing ?? 'nothingThere'];
    const text = `${language.conclusion.missing['recovery']}${language.colon}${why}`;
    return textBlock({
      box: { ...box, h: 1.6 },
      tone: 'quiet',
      most: 16,
      paragraphs: [{ style: 'body', text }],
    });
  }
  return tableBlock({
    box,
    columns: words.recoveryColumns.map((title, at) => ({
      ...{ title, width: at === 0 ? 1.4 : 1 },
      align: at === 0 ? 'left' : 'right',
    })),
    rows: recovery.map(({ leg, upAgain, caughtUp, load }) => [
      leg,
      ...[upAgain, caughtUp, load].map(show),
    ]),
    alt: words.recoveryColumns.join(', '),
    more: (left) => language.more(count(left)),
  });
}
