/** The files of a new chain. */
import { isGlob, layoutOf } from '../../../chain/replayFiles.ts';
import type { Columns } from './initColumns.ts';

interface NewConfig {
  readonly name: string;
  /** What to replay, as `generator.source.files` names it; without it, random sensors. */
  readonly files?: string;
  readonly columns?: Columns;
  /** Of `generator.source`, beside the columns. */
  readonly settings?: Readonly<Record<string, string | number | undefined>>;
}

/** A text as TypeScript writes it; on one line, whatever is in it. */
function text(value: string): string {
  return /^[^'\\\p{C}\p{Zl}\p{Zp}]*$/u.test(value) ? `'${value}'` : oneLine(JSON.stringify(value));
}

/** JSON leaves the two separators that end a line in TypeScript. */
function oneLine(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

export function configText({ name, files, columns, settings }: NewConfig): string {
  const source = files === undefined ? randomLines : replayLines(files, columns, settings);
  return `import { defineChain } from 'courant';

export default defineChain({
  name: ${text(name)},
  generator: {
${source.map((line) => `    ${line}`).join('\n')}
  },
  queries: { folder: 'queries' },
});
`;
}

const randomLines = [
  '// Readings a second: try 5_000.',
  'rate: 1_000,',
  "// Try kinds: ['temperature'], or replay a file of your own:",
  "// { type: 'replay', files: 'data/*.csv', time: 'date', value: 'temp' }.",
  "source: { type: 'random', sensors: 100 },",
];

/** On one line, whatever the columns are called. */
function columnList(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => oneLine(JSON.stringify(name)));
  return names.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

function settingLines(settings: NonNullable<NewConfig['settings']>): string[] {
  return Object.entries(settings).flatMap(([field, value]) =>
    value === undefined || value === 0
      ? []
      : [`  ${field}: ${typeof value === 'string' ? text(value) : value},`],
  );
}

function replayLines(
  files: string,
  columns?: Columns,
  settings: NewConfig['settings'] = {},
): string[] {
  const { sensor, value, all = [] } = columns ?? {};
  const isOne = layoutOf(files) !== undefined && !isGlob(files);
  const column = (field: string, name: string | undefined, otherwise: string): string =>
    name === undefined ? `// ${field}: 'column', ${otherwise}` : `${field}: ${text(name)},`;
  return [
    'source: {',
    "  type: 'replay',",
    `  files: ${text(files)},`,
    ...settingLines(settings),
    `  // Columns of the ${isOne ? 'file' : 'files'}: ${columnList(all)}. These are guessed:`,
    ...timeLines(columns).map((line) => `  ${line}`),
    `  ${column('sensor', sensor, "when there is one; without it the file's name is the sensor")}`,
    `  ${column('value', value, 'when there is one; every column is under data anyway')}`,
    '  // 1 is as fast as it was recorded; try 60 to see an hour in a minute.',
    "  speed: 'max',",
    '},',
  ];
}

function timeLines({ time, timeNotes = [] }: Partial<Columns> = {}): string[] {
  const notes = timeNotes.map((note) => `// ${oneLine(note)}`);
  if (time === undefined) {
    return [
      ...notes,
      "// time: 'column', when there is one; without it rows are stamped as they are sent",
    ];
  }
  const { names, format, otherFormats } = time;
  const named = names.map(text).join(', ');
  const others = otherFormats.map(text).join(' and ');
  const hint =
    others === '' ? '' : ` // ${others} would read these rows, too: check which is meant`;
  const isSaid = format !== 'iso' || others !== '';
  return [
    ...notes,
    `time: ${names.length > 1 ? `[${named}]` : named},`,
    ...(isSaid ? [`timeFormat: ${text(format)},${hint}`] : []),
  ];
}

export function queryText(columns?: Columns): string {
  const hasValue = columns === undefined || columns.value !== undefined;
  const figures = hasValue
    ? [
        '  count(*)          AS n,',
        '  avg(value)        AS average,',
        '  min(value)        AS minimum,',
        '  max(value)        AS maximum',
      ]
    : ['  count(*)          AS n'];
  const [length, delay] = windowFor(columns?.spacingMs ?? 0);
  const own = columns?.all.find((name) => /^[a-z_]\w*$/i.test(name)) ?? 'column';
  return `-- How each sensor fared in every ${length} of event time. The file's name is the topic of the rows.
${columns === undefined ? '' : `-- Your own columns are under data: try_variant_get(data, '$.${own}', 'double').\n`}SELECT
  sensor            AS key,
  window.start      AS window_start,
  window.end        AS window_end,
${figures.join('\n')}
FROM readings WATERMARK event_time DELAY OF ${delay}
GROUP BY sensor, window(event_time, '${length}')
`;
}

const windows = [
  [5_000, '5 seconds', 'INTERVAL 10 SECONDS'],
  [60_000, '1 minute', 'INTERVAL 1 MINUTE'],
  [3_600_000, '1 hour', 'INTERVAL 1 HOUR'],
  [86_400_000, '1 day', 'INTERVAL 1 DAY'],
] as const;

/** A window that holds several rows of a sensor, and a watermark delay to go with it. */
function windowFor(spacingMs: number): readonly [length: string, delay: string] {
  const fitting = windows.find(([lengthMs]) => lengthMs >= 5 * spacingMs);
  const [, length, delay] = fitting ?? [0, '30 days', 'INTERVAL 30 DAYS'];
  return [length, delay];
}

export function manifestText(name: string, dependency: string): string {
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'courant up' },
    dependencies: { courant: dependency },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export function readmeText(name: string, files?: string): string {
  const what = files === undefined ? 'Random sensors' : `The rows of \`${inBackticks(files)}\``;
  return `# ${name}

${what}, through Kafka and Spark, on this machine.

\`\`\`
npm install
npm start                            # Ctrl-C stops it and proves that nothing was lost
npx courant show sensor_stats -f     # rows as they come out, in another terminal
npx courant verify
npx courant down                     # stop it and delete its data
\`\`\`

| change | in |
| --- | --- |
| what is sent, and how fast | \`chain.config.ts\` |
| what is computed | \`queries/*.sql\`, one SELECT a file; the file's name is its topic |
`;
}

/** A name on one line, without what would end it. */
function inBackticks(name: string): string {
  return name.replace(/[`\p{Cc}]/gu, '_');
}
