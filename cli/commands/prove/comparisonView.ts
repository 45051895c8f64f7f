/** A comparison as people read it: the results first, then what differs, then what each query costs. */
import { engineTitles } from '../../../chain/engines.ts';
import { counted, number as plain } from '../../../chain/words/counted.ts';
import { formatDuration, formatSize } from '../../../chain/words/quantity.ts';
import type { QueryCost } from '../../../targets/data/costs/costs.ts';
import type { Comparison, Difference } from '../../../verify/comparisonResult.ts';
import { cyan, dim, green, number, red, table, yellow } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';
import type { CompareDocument } from './comparisonDocument.ts';

/** Differences that are shown; `-o json` has more. */
const mostShown = 10;

export function comparisonLines(
  document: CompareDocument,
  { running }: { readonly running: boolean },
): Text[] {
  const { results } = document;
  return [
    ...figures(document),
    ...missingCosts(document, running),
    '',
    ...results.notes.map((note) => yellow(`note: ${note}`)),
    ...differenceLines(document),
    verdictLine(document),
  ];
}

/** The verdict in one line, also for whoever prints nothing else. */
export function verdictSentence({ results }: CompareDocument): string {
  const { verdict, rowsAre, equal, different, onlyInFirst, onlyInSecond, open } = results;
  const [one, several] = rowWords[rowsAre];
  const later = open === 0 ? '' : `, ${plain(open)} still open`;
  if (verdict === 'undecided') return `not comparable yet${later}: ${results.reasons.join('; ')}`;
  if (verdict === 'equal') return `equal: ${counted(equal, one, several)}${later}`;
  const parts = [
    [different, 'differ'],
    [onlyInFirst, 'only in the first'],
    [onlyInSecond, 'only in the second'],
  ] as const;
  const named = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${plain(count)} ${what}`);
  const all = equal + different + onlyInFirst + onlyInSecond;
  return `different: of ${counted(all, one, several)} ${named.join(', ')}${later}`;
}

const rowWords: Readonly<Record<Comparison['rowsAre'], readonly [string, string]>> = {
  reading: ['row', 'rows'],
  window: ['window', 'windows'],
  key: ['key', 'keys'],
  content: ['row', 'rows'],
};

function verdictLine(document: CompareDocument): Text {
  const sentence = verdictSentence(document);
  const { verdict } = document.results;
  if (verdict === 'equal') return [green('✓ '), green(sentence)];
  return verdict === 'different' ? [red('✗ '), red(sentence)] : [cyan('… '), cyan(sentence)];
}

type Cell = string;
type Row = readonly [title: string, ...cells: Cell[]];

function figures({ queries, costs, delaysDiffer }: CompareDocument): Text[] {
  const ofQueries: Row[] = [
    ['engine', ...queries.map(({ engine }) => engineTitles[engine])],
    ['rows', ...queries.map(({ output }) => output)],
    ['readings read', ...queries.map(({ read }) => number(read))],
    ['dead letters', ...queries.map(({ deadLetters }) => number(deadLetters))],
    ['late', ...queries.map(({ late }) => number(late))],
  ];
  const ofCosts = costs === null ? [] : costRows(costs);
  const rows = [...ofQueries, ...ofCosts].filter(
    ([title]) => delaysDiffer === null || !title.startsWith('record → row'),
  );
  const apart: Row[] = delaysDiffer === null || costs === null ? [] : [['record → row', '–', '–']];
  return table(
    [{ title: '' }, ...queries.map(({ name }) => ({ title: name, align: 'right' as const }))],
    [...rows, ...apart].map((row) => [...row]),
  );
}

function costRows(costs: readonly QueryCost[]): Row[] {
  const row = (title: string, of: (cost: QueryCost) => string): Row => [title, ...costs.map(of)];
  return [
    row('read a second', ({ readPerSecond }) => number(readPerSecond)),
    row('CPU-s a million', (cost) => number(cost.cpuSecondsPerMillion, 2)),
    row('cores', ({ cores }) => number(cores, 3)),
    row('memory', ({ residentBytes }) =>
      residentBytes === null ? '–' : formatSize(residentBytes),
    ),
    row('lag', ({ lagRows }) => number(lagRows)),
    row('record → row p50', ({ p50Ms }) => milliseconds(p50Ms)),
    row('record → row p99', ({ p99Ms }) => milliseconds(p99Ms)),
    row('start → first row', ({ firstRowMs }) =>
      firstRowMs === null ? '–' : formatDuration(firstRowMs),
    ),
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : `${plain(Math.round(value))} ms`;
}

/** Why there is a dash, and of what a figure is. */
function missingCosts({ costs, delaysDiffer, seconds }: CompareDocument, running: boolean): Text[] {
  if (costs === null)
    return running ? [] : [dim('the chain does not run: what it costs was not measured')];
  const shared = costs.filter(({ sharedBy }) => sharedBy > 1);
  const reasons = costs.flatMap(({ name, reasons: why }) =>
    [...new Set(Object.values(why))].map((reason) => `${name}: – ${reason}`),
  );
  return [
    `over ${counted(seconds, 'second')}; CPU time and memory are the engine's`,
    ...shared.map(
      ({ name, sharedBy }) =>
        `${name}: its engine runs ${counted(sharedBy, 'query', 'queries')}, a million is of what all of them read`,
    ),
    ...(delaysDiffer === null ? [] : [`record → row is not compared: ${delaysDiffer}`]),
    ...reasons,
  ].map((line) => dim(line));
}

function differenceLines({ queries, results }: CompareDocument): Text[] {
  const [first, second] = queries.map(({ name }) => name);
  const { differences, different, onlyInFirst, onlyInSecond } = results;
  const shown = differences.slice(0, mostShown);
  const more = different + onlyInFirst + onlyInSecond - shown.length;
  return [
    ...shown.flatMap((one) => [
      `${place(one)}${one.columns.length === 0 ? '' : `: ${one.columns.join(', ')}`}`,
      `  ${first ?? ''}: ${one.first ?? 'no such row'}`,
      `  ${second ?? ''}: ${one.second ?? 'no such row'}`,
    ]),
    ...(more > 0 ? [dim(`and ${plain(more)} more: -o json has the first hundred`)] : []),
  ];
}

function place({ key, windowStart, windowEnd, reading }: Difference): string {
  const window = windowStart === null ? '' : `, window ${windowStart} to ${windowEnd ?? ''}`;
  const of = reading === null ? '' : `, reading ${reading}`;
  return `key ${key ?? '–'}${window}${of}`;
}
