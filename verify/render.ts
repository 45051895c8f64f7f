/** The law's lines as a person reads them: a hop a line, then what breaks it. */
import { counted, number } from '../chain/words/counted.ts';
import type { RecomputedQuery } from './comparisonResult.ts';
import type { FaultCounts, QueryResult, VerifyResult } from './result.ts';
import { faultNames } from './sentences.ts';

/** Lines without colour and without a newline at the end. */
export function renderVerify(result: VerifyResult): string[] {
  const width = Math.max(16, ...result.queries.map(({ name }) => name.length)) + 1;
  return [
    ...ledgerLines(result, width),
    ...faultLines(result, width),
    ...result.queries.flatMap((query) => queryLines(query, width)),
    ...recomputedLines(result, width),
    ...result.notes.map((note) => `note: ${note}`),
    ...result.causes.map(({ sentence }) => `${result.ok ? 'so far' : 'note'}: ${sentence}`),
    ...result.problems.map((problem) => `problem: ${problem}`),
    verdictLine(result),
  ];
}

function ledgerLines(result: VerifyResult, width: number): string[] {
  if (isEmpty(result)) return ['nothing was sent yet: the ledger and the topic are empty'];
  const { acknowledged, producers, inTopic, lost, doubled, outOfOrder } = result;
  const sign = lost + doubled === 0 ? '=' : '≠';
  const broken = `lost ${number(lost)} · doubled ${number(doubled)} · out of order ${number(outOfOrder)}`;
  const topic = `${`  ${sign} in the topic`.padEnd(width)}${number(inTopic)}${asides(result)}`;
  const ledger = `${'acknowledged'.padEnd(width)}${number(acknowledged)}`;
  const column = Math.max(topic.length, ledger.length) + 3;
  return [
    `${ledger.padEnd(column)}generator's ledger, ${counted(producers, 'producer')}`,
    `${topic.padEnd(column)}${broken}`,
  ];
}

/** Why the topic holds another number than the ledger although nothing is lost. */
function asides({ unreported, expired, possiblyDoubled, foreign }: VerifyResult): string {
  const parts = [
    unreported > 0 ? `${number(unreported)} not yet reported` : '',
    expired > 0 ? `${number(expired)} expired` : '',
    possiblyDoubled > 0 ? `${number(possiblyDoubled)} foretold as doubled` : '',
    foreign > 0 ? `${number(foreign)} not the generator's` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Faults on purpose, a kind a line; those that were neither injected nor found are left out. */
function faultLines({ injected, found, reasons }: VerifyResult, width: number): string[] {
  if (injected === null || found === null) return [];
  const rows = faultRows(injected, found).filter(([, sent, seen]) => sent + seen > 0);
  if (rows.length === 0 && injected.malformed !== null) return [];
  const columns = Math.max('injected'.length, ...rows.map(([, sent]) => number(sent).length));
  const line = (name: string, sent: string, seen: string, sign: string) =>
    `${name.padEnd(width)}${sent.padStart(columns)} ${sign} ${seen.padStart(columns)}`;
  const malformed =
    injected.malformed === null ? [`  malformed: ${reasons['malformed'] ?? ''}`] : [];
  return [
    line('faults', 'injected', 'found', '|'),
    ...rows.map(([name, sent, seen]) =>
      line(`  ${name}`, number(sent), number(seen), sent === seen ? '=' : '≠'),
    ),
    ...malformed,
  ];
}

type FaultRow = readonly [name: string, injected: number, found: number];

function faultRows(injected: FaultCounts, found: FaultCounts): FaultRow[] {
  const plain = (['late', 'doubled', 'withheld'] as const).map((kind): FaultRow => [
    faultNames[kind],
    injected[kind],
    found[kind],
  ]);
  const malformed = Object.entries(injected.malformed ?? {}).map(([kind, count]): FaultRow => {
    const name = kind as keyof NonNullable<FaultCounts['malformed']>;
    return [faultNames[name], count, found.malformed?.[name] ?? 0];
  });
  return [...plain, ...malformed];
}

function queryLines(query: QueryResult, width: number): string[] {
  const { read, valid, deadLetters, filtered, late, lag } = query;
  const unread = lag > 0 ? `   (${number(lag)} not read yet)` : '';
  const deep = query.lateFound === null ? '' : ' (counted in the topic too)';
  const aside =
    query.rowsSetAside > 0 ? ` + too large for Kafka ${number(query.rowsSetAside)}` : '';
  const hop = `filtered ${figure(filtered)} + counted ${figure(query.counted)}${aside} + late ${figure(late)}`;
  const isDeep = query.plan === 'window' && query.lateFound === late ? deep : '';
  return [
    `${query.name.padEnd(width)}read ${number(read)} = valid ${number(valid)} + dead letters ${number(deadLetters)}${unread}`,
    `${''.padEnd(width)}valid ${number(valid)} = ${hop}${isDeep}`,
    ...unknownLines(query, width),
  ];
}

/** Of the batch that computed everything once more. */
function recomputedLines({ recomputed = [] }: VerifyResult, width: number): string[] {
  return recomputed.map(
    (query, at) =>
      `${(at === 0 ? 'once more' : '').padEnd(width)}${query.name}: ${sameness(query)}`,
  );
}

function sameness({ verdict, reason, results }: RecomputedQuery): string {
  if (verdict === 'notCompared' || results === null) return `not compared: ${reason ?? ''}`;
  const { equal, different, onlyInFirst, onlyInSecond, open, lateReadings } = results;
  const wrong = different + onlyInFirst + onlyInSecond;
  const later = open === 0 ? '' : `, ${number(open)} not due yet`;
  const rows = `${counted(equal, 'row')} equal${later}`;
  if (verdict === 'equal') return rows;
  return verdict === 'equalButLate'
    ? `${rows}, ${number(wrong)} differ by the ${counted(lateReadings ?? 0, 'late reading')} alone`
    : `${rows}, ${number(wrong)} differ`;
}

function figure(count: number | null): string {
  return count === null ? '?' : number(count);
}

/** One line a reason, with the figures that it leaves unknown. */
function unknownLines(query: QueryResult, width: number): string[] {
  const byReason = new Map<string, string[]>();
  for (const field of ['filtered', 'counted', 'late'] as const) {
    const reason = query.reasons[field];
    if (query[field] !== null || reason === undefined) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), field]);
  }
  return [...byReason].map(
    ([reason, fields]) => `${''.padEnd(width)}not known: ${fields.join(', ')}: ${reason}`,
  );
}

function isEmpty({ acknowledged, inTopic, unknown, failed }: VerifyResult): boolean {
  return acknowledged + inTopic + unknown + failed === 0;
}

/** The verdict in one line, also for whoever prints nothing else. */
export function verdictLine(result: VerifyResult): string {
  if (result.verdict === 'notProven') {
    return `not proven: ${counted(result.problems.length, 'problem')}`;
  }
  if (result.verdict === 'provenSoFar') return `proven so far: ${openFigures(result)}`;
  if (isEmpty(result)) return 'proven: nothing was sent, nothing was lost';
  const kept = result.expired > 0 ? ' of what is kept' : '';
  return `proven: nothing${kept} was lost`;
}

/** A reading that two queries have not read is one reading; what is not known is told by each cause for itself. */
function openFigures({ unread, causes }: VerifyResult): string {
  const notKnown = causes.reduce(
    (sum, { kind, count }) => (kind === 'unread' ? sum : sum + count),
    0,
  );
  const parts = [
    unread > 0 ? `${counted(unread, 'reading')} not read yet` : '',
    notKnown > 0 ? `${number(notKnown)} not known` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
