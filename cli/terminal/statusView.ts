/** The status of a chain, as people read it. */
import { engines } from '../../chain/engines.ts';
import { counted } from '../../chain/words/counted.ts';
import { formatDuration, formatSize } from '../../chain/words/quantity.ts';
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import { cellLines } from './cellLines.ts';
import { bold, dim, green, number, red, table, yellow } from './text.ts';
import type { Column, Text } from './text.ts';

const columns: readonly Column[] = [
  { title: '' },
  { title: '' },
  { title: 'rate', align: 'right' },
  { title: 'lag', align: 'right' },
  { title: '' },
];

/** One line a leg, in the direction of the data. */
export function legLines(
  status: StatusDocument,
  { isWide }: { readonly isWide: boolean } = { isWide: false },
): Text[] {
  const byEngine = engines.flatMap((engine) => status.queries.filter((q) => q.engine === engine));
  const queries = byEngine.map((query) => queryRow(query, isWide));
  const rows = [generatorRow(status), ...topicRows(status), ...queries];
  const seen = new Set<string>();
  return table(
    columns,
    rows.map(([leg, ...rest]) => {
      const isNew = !seen.has(leg);
      seen.add(leg);
      return [isNew ? bold(leg) : '', ...rest];
    }),
  );
}

type Row = readonly [leg: string, ...cells: Text[]];

function generatorRow({ generator, legs }: StatusDocument): Row {
  const { replicas, ratePerSecond, askedPerSecond, acknowledged, failed, unknown } = generator;
  const asked = askedPerSecond === null ? '' : ` of ${number(askedPerSecond)}`;
  const trouble = [
    (failed ?? 0) > 0 ? `${number(failed)} failed` : '',
    (unknown ?? 0) > 0 ? `${number(unknown)} unknown` : '',
    (generator.badRows ?? 0) > 0 ? counted(generator.badRows ?? 0, 'bad row') : '',
  ].filter((part) => part !== '');
  return [
    'generator',
    [
      counted(replicas, 'replica'),
      legs.some(({ state }) => state === 'paused') ? yellow(', paused') : '',
    ],
    `${number(ratePerSecond)}${asked}/s`,
    '',
    [
      acknowledged === null ? '' : `${number(acknowledged)} readings acknowledged`,
      (generator.injected ?? 0) > 0 ? dim(`, ${number(generator.injected)} faults on purpose`) : '',
      trouble.length === 0 ? '' : red(`, ${trouble.join(', ')}`),
    ],
  ];
}

function topicRows({ kafka }: StatusDocument): Row[] {
  if (kafka.topics.length === 0) return [['kafka', stateText(kafka.state), '', '', '']];
  return kafka.topics
    .filter(
      ({ name, records }) =>
        name !== topicNames.progress && (name !== topicNames.deadLetters || records > 0),
    )
    .map((topic) => [
      'kafka',
      topic.name,
      topic.ratePerSecond === null ? '–' : `${number(topic.ratePerSecond)}/s`,
      '',
      topic.name === topicNames.deadLetters
        ? yellow(`${number(topic.records)} dead letters`)
        : `${number(topic.records)} records in ${counted(topic.partitions, 'partition')}`,
    ]);
}

function queryRow(query: StatusQuery, isWide: boolean): Row {
  const { ratePerSecond, lagRows, lagSeconds } = query;
  return [
    query.engine,
    query.name,
    ratePerSecond === null ? '–' : `${number(ratePerSecond)}/s`,
    lagRows === null ? '–' : `${number(lagRows)} rows, ${number(lagSeconds, 1)} s`,
    [
      query.state === 'running' ? '' : [stateText(query.state), ', '],
      `${number(query.rowsRead)} rows read${isWide ? batchesOf(query) : ''}`,
      query.deadLetters === 0 ? '' : yellow(`, ${number(query.deadLetters)} dead`),
    ],
  ];
}

function batchesOf({ mode, lastBatchMs }: StatusQuery): string {
  if (mode?.kind === 'realTime') return ', in real time';
  const why = mode?.reason === undefined ? '' : `, in micro-batches: ${mode.reason}`;
  return lastBatchMs === null ? why : `, last batch ${formatDuration(lastBatchMs)}${why}`;
}

function stateText(state: string): Text {
  if (state === 'running') return green(state);
  if (state === 'failed' || state === 'unreachable' || state === 'left behind') return red(state);
  return state === 'stopped' ? dim(state) : yellow(state);
}

/** The whole status. */
export function statusLines(status: StatusDocument): Text[] {
  const { state, target, kafka, diskBytes, residentBytes } = status;
  const facts = [
    kafka.bootstrapServers.length === 0 ? '' : `Kafka at ${kafka.bootstrapServers.join(', ')}`,
    residentBytes === null ? '' : `${formatSize(residentBytes)} of memory`,
    diskBytes === null ? '' : `${formatSize(diskBytes)} on disk`,
  ].filter((fact) => fact !== '');
  const head: Text = [
    'target ',
    target,
    ': ',
    stateText(state),
    dim(facts.map((f) => `  ${f}`).join('')),
  ];
  if (state === 'stopped') return [head];
  return [
    head,
    '',
    ...legLines(status, { isWide: true }),
    ...notedLines(status),
    ...podLines(status, Date.now()),
    ...unknownLines(status),
    ...unprovableLines(status),
    ...troubleLines(status),
  ];
}

/** What of the user's files was not read as it may be meant. */
export function notedLines({ generator }: StatusDocument): Text[] {
  const lines = cellLines(generator);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** In a cluster the legs are pods, which one needs to know by name. */
export function podLines({ target, legs }: StatusDocument, nowMs: number): Text[] {
  if (target !== 'kind' || legs.length === 0) return [];
  const age = (since: string | null): string =>
    since === null ? '' : formatDuration(Math.max(0, nowMs - Date.parse(since)));
  const rows = legs.map(({ id, state, since, restarts }): Text[] => [
    id,
    stateText(state),
    age(since),
    dim(startedAgain(restarts)),
  ]);
  const podColumns: Column[] = [
    { title: 'pod' },
    { title: '' },
    { title: 'age', align: 'right' },
    { title: '' },
  ];
  return ['', ...table(podColumns, rows)];
}

/** Why figures are missing: each reason once. */
function unknownLines({ reasons }: StatusDocument): Text[] {
  const all = [...new Set(Object.values(reasons))];
  return all.length === 0 ? [] : ['', ...all.map((reason): Text => [yellow(reason)])];
}

/** Queries of whose rows the law says nothing, each with the reason. */
function unprovableLines({ queries }: StatusDocument): Text[] {
  const lines = queries.flatMap(({ name, plan }): Text[] =>
    plan?.kind === 'other' ? [dim(`query ${name}: its rows are not proven: ${plan.reason}`)] : [],
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** What needs a person: legs that died or cannot begin, queries that failed. */
function troubleLines({ legs, queries, warnings = [] }: StatusDocument): Text[] {
  const troubled = legs.filter(
    ({ state, restarts, lastFailure }) =>
      state === 'failed' || restarts > 0 || (state === 'starting' && lastFailure !== null),
  );
  const lines = [
    ...warnings.map((text): Text => [yellow('! '), text]),
    ...troubled.map((leg): Text => {
      const state = [`${leg.id} ${leg.state}`, startedAgain(leg.restarts)];
      const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
      return [yellow(state.filter((part) => part !== '').join(', ')), why];
    }),
    ...queries.flatMap(({ name, error }): Text[] => {
      if (error === null) return [];
      const hint = error.hint === null ? [] : [`  → ${error.hint}`];
      return [[red(`query ${name} ${error.code}`), `: ${error.message}`], ...hint];
    }),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

function startedAgain(restarts: number): string {
  if (restarts === 0) return '';
  return restarts === 1 ? 'started again once' : `started again ${restarts} times`;
}

/** The same in one line, for where there is no terminal. */
export function statusLine({ generator, queries, kafka }: StatusDocument): string {
  if (kafka.state !== 'running') return `kafka ${kafka.state}`;
  const parts = [
    `generator ${number(generator.ratePerSecond)}/s`,
    `acknowledged ${number(generator.acknowledged)}`,
    ...queries.map(
      ({ name, lagRows, lagSeconds }) =>
        `${name} lag ${number(lagRows)} rows (${lagSeconds === null ? '–' : formatDuration(lagSeconds * 1_000)})`,
    ),
  ];
  return parts.join(' · ');
}
