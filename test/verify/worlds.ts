/**
 * Small worlds of producers, foreign records, markers, a query with one or two sources, replays and retention: what
 * happens in them, what they leave behind in Kafka, and what of it is open, told by a model that knows what happened.
 */
import fc from 'fast-check';
import { topicNames } from '../../chain/names.ts';
import { progressKey } from '../../chain/progress.ts';
import type { GeneratorProgress, OffsetRanges, ProgressRecord } from '../../chain/progress.ts';
import { appendAcknowledged, rangesOf } from '../../chain/ranges.ts';
import type { AcknowledgedRange } from '../../chain/ranges.ts';
import { verify } from '../../verify/verify.ts';
import {
  batchReport,
  deadLetter,
  ledger,
  oversizedLetter,
  queryReport,
  truth,
} from '../support/law.ts';
import { memoryKafka } from './memoryKafka.ts';
import type { MemoryRecord } from './memoryKafka.ts';

const { readings, deadLetters, progress } = topicNames;
export const partitions = [0, 1];

/** What happens to the next number of a producer, or what somebody else writes. */
const kinds = [
  ...['hot', 'hot', 'cold', 'cold', 'dead', 'oversized', 'failed', 'unknownFound', 'unknownGone'],
  ...['withheld', 'foreign', 'garbled', 'forgedRow', 'marker'],
] as const;
interface Event {
  readonly kind: (typeof kinds)[number] | string;
  readonly producer: string;
}
const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(...kinds),
  producer: fc.constantFrom('a', 'b'),
});

/** Fractions of what there is, so that each cut fits. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const mostlyNothing = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, share);
export const world = fc.record({
  events: fc.tuple(fc.array(event, { maxLength: 24 }), fc.array(event, { maxLength: 24 })),
  /** How much of the events the last report knows. */
  reported: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, share),
  /** Where each batch ends. */
  batches: fc.array(share, { minLength: 1, maxLength: 4 }),
  readsAll: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  isOther: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  hasSecondSource: fc.boolean(),
  replayed: fc.option(fc.nat(3)),
  cuts: fc.record({ readings: mostlyNothing, rows: mostlyNothing, letters: mostlyNothing }),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

export interface Entry extends Event {
  readonly seq: number;
  readonly isReported: boolean;
}
export type Log = (Entry | undefined)[];

/** The records of one partition; each number that is in none is told by `absent`. */
function logOf(events: readonly Event[], reported: number) {
  const next = new Map<string, number>();
  const log: Log = [];
  const absent: (Entry & { readonly offset: number })[] = [];
  events.forEach(({ kind: given, producer }, at) => {
    const isReported = at < Math.round(reported * events.length);
    const isNumber = !['foreign', 'garbled', 'forgedRow', 'marker'].includes(given);
    // Of what came after the last report only records are known: any other number would be a hole, and rightly one.
    const isRecord = !['oversized', 'failed', 'unknownGone', 'withheld'].includes(given);
    const kind = isReported || isRecord ? given : 'cold';
    const seq = isNumber ? (next.get(producer) ?? 0) : -1;
    if (isNumber) next.set(producer, seq + 1);
    const entry = { kind, producer, seq, isReported };
    if (kind === 'marker') log.push(undefined);
    else if (isReported && isNumber && !isRecord) absent.push({ ...entry, offset: log.length });
    else log.push(entry);
  });
  return { log, absent };
}

const isDead = ({ kind }: Event) => ['dead', 'foreign', 'garbled', 'forgedRow'].includes(kind);

function recordOf({ kind, producer, seq }: Entry): MemoryRecord {
  if (kind === 'foreign') return { value: 'by hand' };
  if (kind === 'garbled') {
    return { headers: { producer: Buffer.from([producer === 'a' ? 0xff : 0xfe]), seq: '0' } };
  }
  if (kind === 'forgedRow') return { headers: { query: 'q', batch: '0', row: 'x', seq: '7' } };
  return { value: `${kind} ${seq}`, headers: { producer, seq: String(seq) } };
}

export type Made = ReturnType<typeof make>;

/** Everything that the chain leaves behind in this world. */
export function make({ events, reported, batches, ...given }: World) {
  const made = events.map((list) => logOf(list, reported));
  const logs = made.map(({ log }) => log);
  const starts = logs.map((log) => Math.floor(given.cuts.readings * log.length));
  const shares = [...batches].sort((a, b) => a - b);
  if (given.readsAll) shares[shares.length - 1] = 1;
  // A query has read what retention deletes, or it is no whole world.
  const ends = (log: Log, at: number, last: boolean) =>
    Math.max(
      Math.round((shares[at] ?? 0) * log.length),
      last ? (starts[logs.indexOf(log)] ?? 0) : 0,
    );
  const endsOf = (at: number, behind: number): number[] =>
    at < 0
      ? logs.map(() => 0)
      : logs.map((log) => {
          const last = at === shares.length - 1;
          return Math.max(ends(log, at, last) - (last ? 0 : behind), 0);
        });
  const sources = given.isOther && given.hasSecondSource ? [0, 1] : [0];
  const taken = shares.map((_, at) =>
    sources.map((behind) => {
      const [from, to] = [endsOf(at - 1, behind), endsOf(at, behind)];
      return Object.fromEntries(partitions.map((p) => [p, { start: from[p]!, end: to[p]! }]));
    }),
  );
  const rows: (MemoryRecord & { batch: number; partition: number })[] = [];
  const letters: (MemoryRecord & { batch: number; partition: number })[] = [];
  const reports = taken.map((ranges, batch) => {
    const read = ranges.flatMap((offsets) => entriesIn(logs, offsets));
    const dead = read.filter(({ entry }) => isDead(entry));
    const hot = read.filter(({ entry }) => !isDead(entry) && entry.kind === 'hot');
    const written = hot.map(({ partition, offset }) => ({
      ...{ batch, partition: offset % 2 },
      headers: { query: 'q', batch: String(batch), row: `${partition}:${offset}` },
    }));
    rows.push(...written, ...(given.replayed === batch ? written : []));
    letters.push(
      ...dead.map(({ partition, offset }) => ({
        ...(deadLetter('q', partition, offset) as MemoryRecord),
        ...{ batch, partition: offset % 2 },
      })),
    );
    const valid = read.length - dead.length;
    return {
      offsets: ranges[0]!,
      otherOffsets: ranges.slice(1),
      rows: read.length,
      valid,
      dead: dead.length,
      hot: hot.length,
    };
  });
  return {
    ...given,
    logs,
    absent: made.map(({ absent }) => absent),
    starts,
    reports,
    rows,
    letters,
  };
}

function entriesIn(logs: readonly Log[], offsets: OffsetRanges) {
  return partitions.flatMap((partition) => {
    const { start, end } = offsets[partition]!;
    return logs[partition]!.flatMap((entry, offset) =>
      entry === undefined || offset < start || offset >= end ? [] : [{ entry, partition, offset }],
    );
  });
}

/** The ledger of a producer in a partition. */
function accountOf({ logs, absent }: Made, producer: string, partition: number): GeneratorProgress {
  const own = logs[partition]!.flatMap((entry, offset) =>
    entry?.producer === producer && entry.seq >= 0 && entry.isReported
      ? [{ ...entry, offset }]
      : [],
  );
  const gone = absent[partition]!.filter((entry) => entry.producer === producer);
  const acknowledged: AcknowledgedRange[] = [];
  const settled = [
    ...own.filter(({ kind }) => kind !== 'unknownFound'),
    ...gone.filter(({ kind }) => kind === 'withheld'),
  ].sort((a, b) => a.seq - b.seq);
  for (const { seq, kind, offset } of settled) {
    // A withheld number has no offset: it lies before the next record.
    appendAcknowledged(acknowledged, [seq, seq, offset, kind === 'withheld' ? offset - 1 : offset]);
  }
  const seqsOf = (list: readonly Entry[], ...of: string[]) =>
    rangesOf(list.filter(({ kind }) => of.includes(kind)).map(({ seq }) => seq));
  return ledger({
    ...{ producer, partition, state: 'stopped' },
    acknowledged: acknowledged.map(([a, b, from, to]) => [a, b, from, Math.max(from, to)]),
    failed: seqsOf(gone, 'failed', 'oversized'),
    unknown: seqsOf(
      [...own, ...gone].sort((a, b) => a.seq - b.seq),
      'unknownFound',
      'unknownGone',
    ),
  });
}

export function reportsOf(made: Made): ProgressRecord[] {
  const producers = ['a', 'b'];
  const plan = made.isOther
    ? ({ kind: 'other', reason: 'it joins' } as const)
    : ({ kind: 'stateless' } as const);
  const counts = (list: Made['reports']) => {
    const sum = (field: 'rows' | 'valid' | 'dead' | 'hot') =>
      list.reduce((total, report) => total + report[field], 0);
    const hot = made.isOther ? null : sum('hot');
    const [rows, valid, dead] = [sum('rows'), sum('valid'), sum('dead')];
    return { rows, valid, dead, outputRows: hot, filtered: hot === null ? null : valid - hot };
  };
  const injected = (producer: string, partition: number) => {
    const of = (kind: string) =>
      rangesOf(
        [...made.absent[partition]!, ...made.logs[partition]!].flatMap((entry) =>
          entry?.producer === producer && entry.kind === kind ? [entry.seq] : [],
        ),
      );
    const malformed = { oversized: of('oversized'), not_json: of('dead') };
    return { late: [], doubled: [], withheld: of('withheld'), malformed };
  };
  const last = made.reports.at(-1)!;
  const whole = (offsets: OffsetRanges): OffsetRanges =>
    Object.fromEntries(partitions.map((p) => [p, { start: 0, end: offsets[p]!.end }]));
  return [
    ...producers.flatMap((producer) => partitions.map((p) => accountOf(made, producer, p))),
    ...producers.map((producer) =>
      truth(
        {},
        {
          ...{ producer, leastLateMs: null },
          partitions: Object.fromEntries(partitions.map((p) => [p, injected(producer, p)])),
        },
      ),
    ),
    ...made.reports.map(({ offsets, otherOffsets, ...report }, batch) =>
      batchReport('q', batch, {
        offsets,
        otherOffsets,
        ...counts([{ ...report, offsets, otherOffsets }]),
      }),
    ),
    queryReport('q', plan, {
      ...{ offsets: whole(last.offsets), otherOffsets: last.otherOffsets.map(whole) },
      ...{ lastBatch: made.reports.length - 1, ...counts(made.reports) },
    }),
  ];
}

/** By partition, and where each begins after a cut. */
function spread(records: readonly (MemoryRecord & { partition: number })[], cut: number) {
  const logs = partitions.map((p) => records.filter(({ partition }) => partition === p));
  return { partitions: logs, starts: logs.map((log) => Math.floor(cut * log.length)) };
}

function topicsOf(made: Made, reports = reportsOf(made)) {
  const oversized = made.absent.flatMap((list, partition) =>
    list
      .filter(({ kind }) => kind === 'oversized')
      .map(({ seq, producer }) => ({
        ...(oversizedLetter(seq, partition, producer) as MemoryRecord),
        ...{ batch: 0, partition: 0 },
      })),
  );
  const told = reports.map((record) => ({
    key: progressKey(record),
    value: JSON.stringify(record),
  }));
  return new Map([
    [
      readings,
      { partitions: made.logs.map((log) => log.map((e) => e && recordOf(e))), starts: made.starts },
    ],
    [deadLetters, spread([...oversized, ...made.letters], made.cuts.letters)],
    ['q', spread(made.rows, made.cuts.rows)],
    [progress, { partitions: [told] }],
  ]);
}

export const judge = (made: Made, reports?: ProgressRecord[]) =>
  verify(memoryKafka(topicsOf(made, reports)), { deep: false });

/** What is open, told by what happened and not by what was reported. */
export function isOpen(made: Made): boolean {
  const kept = made.logs.map((log, p) =>
    log.map((e, at) => (at < made.starts[p]! ? undefined : e)),
  );
  const last = made.reports.at(-1)!;
  const isUnread = kept.some((log, p) =>
    [last.offsets, ...last.otherOffsets].some((offsets) =>
      log.slice(offsets[p]!.end).some((e) => e),
    ),
  );
  const all = [...made.logs.flat(), ...made.absent.flat()].filter((e) => e !== undefined);
  const isUnknown = all.some((e) => e.isReported && e.kind.startsWith('unknown'));
  const isSilent = ['a', 'b'].some((producer) => {
    const own = all.filter((e) => e.producer === producer && e.seq >= 0 && e.isReported);
    const isThere = kept.flat().some((e) => e?.producer === producer && e.seq >= 0);
    const isAcknowledged = own.some((e) => ['hot', 'cold', 'dead', 'withheld'].includes(e.kind));
    return isThere && !isAcknowledged;
  });
  const uncounted = made.isOther && made.reports.some(({ valid }) => valid > 0);
  const { partitions: logs, starts } = spread(made.rows, made.cuts.rows);
  const rowsLeft = logs.flatMap((log, p) => log.slice(starts[p]));
  const idsOf = (rows: readonly MemoryRecord[]) =>
    new Set(rows.map(({ headers }) => `${String(headers?.['batch'])}/${String(headers?.['row'])}`));
  const isGone = !made.isOther && idsOf(rowsLeft).size < idsOf(made.rows).size;
  return (
    isUnread ||
    isUnknown ||
    isSilent ||
    uncounted ||
    (isGone && made.reports.some(({ valid }) => valid > 0))
  );
}
