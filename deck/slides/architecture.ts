/** The chain as it is defined: its diagram, its versions, and what it asks for. */
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

function picture(box: Box, story: Story, teller: Teller): Block {
  const { definition } = story;
  const { architecture: words, more } = teller.language;
  const shown = definition.queries.slice(0, mostQueries);
  const left = definition.queries.length - shown.length;
  const rows = shown.length + (left > 0 ? 1 : 0) + 1;
  const [c0, c1, c2, c3] = [0, 1, 2, 3].map((at) => columnOf(box, at));
  if (!c0 || !c1 || !c2 || !c3) throw new RangeError('a diagram has four columns');
  const node = (id: string, at: Box, text: Omit<DiagramNode, 'id' | 'box'>): DiagramNode => ({
    ...{ id, box: at, shape: text.shape },
    title: cutToLines(plainText(text.title, 80), nodeSize * 1.1, at.w - 0.2, 2),
    detail: cutToLines(text.detail, nodeSize, at.w - 0.2, 1),
  });
  const { show } = teller;
  const topic = (id: string, at: Box, { name, partitions }: Story['definition']['readings']) =>
    node(id, at, { title: name, detail: words.topic(show(partitions)), shape: 'topic' });
  const ownRate = definition.rate.value === null ? '' : words.rate(show(definition.rate));
  const nodes = [
    node('generator', rowOf(c0, 0, 2), {
      title: words.generator(show(definition.replicas)),
      detail: ownRate,
      shape: 'process',
    }),
    node('verify', rowOf(c0, 1, 2), {
      title: words.proof,
      detail: words.proofDetail,
      shape: 'process',
    }),
    topic('readings', rowOf(c1, 0, 2), definition.readings),
    node('progress', rowOf(c1, 1, 2), {
      title: topicNames.progress,
      detail: words.progress,
      shape: 'topic',
    }),
    ...shown.flatMap((query, at) => [
      node(`q${at}`, rowOf(c2, at, rows), {
        title: `${query.name}.sql`,
        detail: words.spark,
        shape: 'process',
      }),
      topic(`t${at}`, rowOf(c3, at, rows), query),
    ]),
    ...(left > 0
      ? [
          node('more', rowOf(c2, shown.length, rows), {
            title: more(teller.count(left)),
            detail: '',
            shape: 'process',
          }),
        ]
      : []),
    topic('dead', rowOf(c3, rows - 1, rows), definition.deadLetters),
  ];
  const arrow = (from: string, to: string, isQuiet = false) => ({ from, to, isQuiet });
  return {
    ...{ kind: 'diagram', box, nodes, alt: words.alt },
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
  const { kafka, spark, kafkajs, strimzi, sparkOperator, courant, node } = definition.versions;
  const [software, version] = language.architecture.versionColumns;
  const named = {
    'Apache Kafka': kafka,
    'Apache Spark': spark,
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
    rows: Object.entries(named).map(([name, figure]) => [name, show(figure)]),
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
