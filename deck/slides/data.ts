/** The readings: their fields and how they follow each other; their values, and the faults among them. */
import { plainText } from '../language/plainText.ts';
import { tableBlock, textBlock } from './fit.ts';
import { across, body, down } from './grid.ts';
import type { Block, Box } from './slide.ts';
import type { Draw, Story } from './story.ts';
import type { Teller } from './teller.ts';

/** Names of fields, kinds and sensors come from the data. */
const longestName = 60;

export const fields: Draw = (story, teller) => {
  const { data: words, sections } = teller.language;
  const [left, right] = across(body, 1.15, 1);
  if (!left || !right) throw new RangeError('a page has two halves');
  const isEmpty = story.readings.looked.value === 0;
  return {
    section: 'data',
    title: sections.data,
    blocks: isEmpty
      ? [textBlock({ box: body, paragraphs: [{ style: 'body', text: words.nothing }] })]
      : [fieldTable(left, story, teller), ...character(right, story, teller)],
  };
};

function fieldTable(box: Box, { readings }: Story, { language, show, count }: Teller): Block {
  const [name, type, missing] = language.data.columns;
  return tableBlock({
    box,
    columns: [
      { title: name ?? '', width: 2.4, align: 'left' },
      { title: type ?? '', width: 1.4, align: 'left' },
      { title: missing ?? '', width: 1.2, align: 'right' },
    ],
    rows: readings.fields.map((field) => [
      plainText(field.name, longestName),
      field.types.join(', '),
      show(field.missing),
    ]),
    alt: `${language.sections.data}: ${language.data.columns.join(', ')}`,
    more: (left) => language.more(count(left)),
  });
}

function character(box: Box, { readings, definition }: Story, { language, show }: Teller): Block[] {
  const words = language.data;
  const [top, bottom] = down(box, 1, 3);
  if (!top || !bottom) throw new RangeError('a box has two parts');
  const [first, second] = across(top, 1, 1);
  const looked = readings.isSample
    ? words.lookedAt(show(readings.looked), show(readings.total))
    : words.lookedAtAll(show(readings.looked));
  const lines = [
    words.source[definition.sourceType](plainText(definition.given ?? '', 120)),
    looked,
    words.gaps(show(readings.gapP50), show(readings.gapP95)),
    words.disorder(show(readings.disordered), show(readings.disorderedShare)),
    words.unreadable(show(readings.unreadable)),
  ];
  return [
    {
      kind: 'tile',
      box: first ?? top,
      tone: 'plain',
      value: show(readings.total),
      label: words.readings,
    },
    {
      kind: 'tile',
      box: second ?? top,
      tone: 'plain',
      value: show(readings.sensors),
      label: words.sensors(show(readings.sensors)),
    },
    textBlock({
      box: bottom,
      most: 15,
      paragraphs: lines.map((text) => ({ style: 'bullet', text })),
    }),
  ];
}

export const values: Draw = (story, teller) => {
  const { data: words } = teller.language;
  const [left, right] = across(body, 1, 1.05);
  if (!left || !right) throw new RangeError('a page has two halves');
  const [top, bottom] = down(right, 1, 1.15);
  return {
    section: 'data',
    title: words.values,
    blocks: [
      spreadChart(left, story, teller),
      kindTable(top ?? right, story, teller),
      faultTable(bottom ?? right, story, teller),
    ],
  };
};

function spreadChart(box: Box, { readings }: Story, teller: Teller): Block {
  const { data: words } = teller.language;
  if (readings.kinds.length === 0)
    return textBlock({ box, paragraphs: [{ style: 'quiet', text: words.noValues }] });
  const bins = readings.kinds[0]?.spread.points.length ?? 0;
  readings.kinds.forEach(({ spread }) => {
    teller.from(spread);
  });
  return {
    ...{ kind: 'chart', form: 'line', box, title: words.chart, hasLabels: false },
    ...{ xTitle: words.chartX, yTitle: words.chartY, alt: `${words.chart}: ${words.chartX}` },
    categories: Array.from({ length: bins }, (_, at) => String(at + 1)),
    series: readings.kinds.map(({ name, spread }) => ({
      name: plainText(name, 30),
      values: spread.points,
    })),
  };
}

function kindTable(box: Box, { readings }: Story, { language, show, count }: Teller): Block {
  const words = language.data;
  if (readings.kinds.length === 0)
    return textBlock({ box, paragraphs: [{ style: 'quiet', text: words.noValues }] });
  const widths = [2, 0.8, 1.3, 1, 1.1, 1];
  return tableBlock({
    box,
    columns: words.kindColumns.map((title, at) => ({
      ...{ title, width: widths[at] ?? 1 },
      align: at < 2 ? 'left' : 'right',
    })),
    rows: readings.kinds.map(({ name, unit, readings: n, least, median, most }) => [
      plainText(name, longestName),
      plainText(unit, 20),
      ...[n, least, median, most].map(show),
    ]),
    alt: words.kindColumns.join(', '),
    more: (left) => language.more(count(left)),
    most: 12,
  });
}

function faultTable(box: Box, { law }: Story, { language, show, count }: Teller): Block {
  const words = language.data;
  if (law.faults.length === 0)
    return textBlock({ box, most: 14, paragraphs: [{ style: 'quiet', text: words.noFaults }] });
  return tableBlock({
    box,
    columns: words.faultColumns.map((title, at) => ({
      ...{ title, width: at === 0 ? 2 : 1 },
      align: at === 0 ? 'left' : 'right',
    })),
    rows: law.faults.map(({ kind, injected, found }) => [
      words.faults[kind] ?? kind,
      show(injected),
      show(found),
    ]),
    alt: words.faultColumns.join(', '),
    more: (left) => language.more(count(left)),
    most: 12,
  });
}
