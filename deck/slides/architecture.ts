/** The chain as it is defined: its diagram, its versions, and what it asks for. */
import { engineTitles } from '../../chain/chain.ts';
import { topicNames } from '../../chain/names.ts';
import { plainText } from '../language/plainText.ts';
import { tableBlock, textBlock } from './fit.ts';
import { across, body, down } from './grid.ts';
import type { Block, Box, DiagramNode } from './slide.ts';
import type { Draw, Story } from './story.ts';
import type { Teller } from './teller.ts';
import { cutToLines } from './textWidth.ts';

/** More queries than that are too small to be read. */
const mostQueries = 4;
const nodeSize = 12;
const boldFactor = 1.1;

export const diagram: Draw = (story, teller) => {
  const { architecture: words, sections } = teller.language;
  const [top, bottom] = down(body, 5, 0.9);
  if (!top || !bottom) throw new RangeError('a page has two parts');
  return {
    section: 'architecture',
    title: sections.architecture,
    blocks: [
      picture(top, story, teller),
      textBlock({ box: bottom, most: 14, paragraphs: [{ style: 'body', text: words.legs }] }),
    ],
  };
};

interface Columns {
  readonly generator: Box;
  readonly readings: Box;
  readonly queries: Box;
  readonly outputs: Box;
}

function picture(box: Box, story: Story, teller: Teller): Block {
  const shown = story.definition.queries.slice(0, mostQueries);
  const columns = {
    generator: columnOf(box, 0),
    readings: columnOf(box, 1),
    queries: columnOf(box, 2),
    outputs: columnOf(box, 3),
  };
  const arrow = (from: string, to: string, isQuiet = false) => ({ from, to, isQuiet });
  return {
    ...{ kind: 'diagram', box, alt: teller.language.architecture.alt },
    nodes: [...beforeQueries(columns, story, teller), ...queriesAndOutputs(columns, story, teller)],
    arrows: [
      arrow('generator', 'readings'),
      arrow('verify', 'progress', true),
      ...shown.flatMap((_, at) => [
        arrow('readings', `q${at}`),
        arrow(`q${at}`, `t${at}`),
        arrow(`q${at}`, 'dead', true),
      ]),
    ],
  };
}

function beforeQueries(
  { generator, readings }: Columns,
  { definition }: Story,
  { language: { architecture: words }, show }: Teller,
): DiagramNode[] {
  const ownRate = definition.rate.value === null ? '' : words.rate(show(definition.rate));
  const partitions = words.topic(show(definition.readings.partitions));
  return [
    process('generator', rowOf(generator, 0, 2), [
      words.generator(show(definition.replicas)),
      ownRate,
    ]),
    process('verify', rowOf(generator, 1, 2), [words.proof, words.proofDetail]),
    topic('readings', rowOf(readings, 0, 2), [definition.readings.name, partitions]),
    topic('progress', rowOf(readings, 1, 2), [topicNames.progress, words.progress]),
  ];
}

function queriesAndOutputs(
  { queries, outputs }: Columns,
  { definition }: Story,
  { language, show, count }: Teller,
): DiagramNode[] {
  const words = language.architecture;
  const shown = definition.queries.slice(0, mostQueries);
  const left = definition.queries.length - shown.length;
  const rows = shown.length + (left > 0 ? 1 : 0) + 1;
  const partitions = ({ partitions: of }: Story['definition']['readings']) => words.topic(show(of));
  return [
    ...shown.flatMap((query, at) => [
      process(`q${at}`, rowOf(queries, at, rows), [
        `${query.name}.sql`,
        words.engine(engineTitles[query.engine]),
      ]),
      topic(`t${at}`, rowOf(outputs, at, rows), [query.name, partitions(query)]),
    ]),
    ...(left > 0
      ? [process('more', rowOf(queries, shown.length, rows), [language.more(count(left)), ''])]
      : []),
    topic('dead', rowOf(outputs, rows - 1, rows), [
      definition.deadLetters.name,
      partitions(definition.deadLetters),
    ]),
  ];
}

type Texts = readonly [title: string, detail: string];

function process(id: string, box: Box, texts: Texts): DiagramNode {
  return node(id, box, texts, 'process');
}

function topic(id: string, box: Box, texts: Texts): DiagramNode {
  return node(id, box, texts, 'topic');
}

/** A line each, the name and what it is. */
function node(
  id: string,
  box: Box,
  [title, detail]: Texts,
  shape: DiagramNode['shape'],
): DiagramNode {
  const width = box.w - 0.3;
  return {
    ...{ id, box, shape },
    title: cutToLines(plainText(title, 80), nodeSize * boldFactor, width, 1),
    detail: cutToLines(detail, nodeSize, width, 1),
  };
}

/** A column of nodes, with room for arrows between it and the next. */
function columnOf({ x, y, w, h }: Box, at: number): Box {
  const room = 0.75;
  const width = (w - 3 * room) / 4;
  return { x: x + at * (width + room), y, w: width, h };
}

function rowOf({ x, y, w, h }: Box, at: number, rows: number): Box {
  const share = h / rows;
  const height = Math.min(0.95, share - 0.12);
  return { x, y: y + at * share + (share - height) / 2, w, h: height };
}

export const versions: Draw = (story, teller) => {
  const { architecture: words } = teller.language;
  const [left, right] = across(body, 1, 1.4);
  if (!left || !right) throw new RangeError('a page has two halves');
  const [top, bottom] = down(left, 2.2, 1);
  return {
    section: 'architecture',
    title: words.versions,
    blocks: [
      versionTable(top ?? left, story, teller),
      machine(bottom ?? left, story, teller),
      planTable(right, story, teller),
    ],
  };
};

function versionTable(box: Box, { definition }: Story, { language, show, count }: Teller): Block {
  const { kafka, spark, flink, kafkajs, strimzi, sparkOperator, courant, node } =
    definition.versions;
  const [software, version] = language.architecture.versionColumns;
  const named = {
    'Apache Kafka': kafka,
    'Apache Spark': spark,
    'Apache Flink': flink,
    kafkajs,
    Node: node,
    Strimzi: strimzi,
    'Spark operator': sparkOperator,
    courant,
  };
  return tableBlock({
    box,
    columns: [
      { title: software ?? '', width: 2, align: 'left' },
      { title: version ?? '', width: 1, align: 'left' },
    ],
    rows: Object.entries(named).flatMap(([name, figure]) =>
      figure === undefined ? [] : [[name, show(figure)]],
    ),
    alt: language.architecture.versionColumns.join(', '),
    more: (left) => language.more(count(left)),
    most: 13,
  });
}

function machine(box: Box, { machine: of, definition }: Story, { language, show }: Teller): Block {
  const words = language.architecture;
  return textBlock({
    box,
    most: 12,
    paragraphs: [
      { style: 'body', text: words.machine(show(of.cpu), show(of.cores), show(of.memory)) },
      { style: 'body', text: words.system(show(of.system), show(definition.versions.node)) },
    ],
  });
}

function planTable(
  box: Box,
  { definition: { plan } }: Story,
  { language, show, count }: Teller,
): Block {
  const words = language.architecture;
  if (plan.pods.length === 0)
    return textBlock({ box, paragraphs: [{ style: 'quiet', text: words.noPlan }] });
  return tableBlock({
    box,
    columns: words.planColumns.map((title, at) => ({
      ...{ title, width: at === 0 ? 2.4 : 1 },
      align: at === 0 ? 'left' : 'right',
    })),
    rows: [
      ...plan.pods.map(({ what, replicas, cpu, memory }) => [
        what,
        show(replicas),
        show(cpu),
        show(memory),
      ]),
      [words.together, '', show(plan.cpu), show(plan.memory)],
    ],
    alt: words.planColumns.join(', '),
    more: (left) => language.more(count(left)),
    most: 13,
  });
}
