/**
 * An attack whose inputs are generated (test/verify/worlds.ts), judged by verify and by a model. What is whole is never
 * accused, and proven exactly where nothing is open; whatever single thing is taken away is found.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProgressRecord } from '../../chain/progress.ts';
import type { MemoryRecord } from './memoryKafka.ts';
import { isOpen, judge, make, partitions, reportsOf, world } from './worlds.ts';
import type { Made } from './worlds.ts';

it('accuses nobody in a whole world, and proves it exactly where nothing is open', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const made = make(given);
      const { verdict, problems } = await judge(made);
      expect(problems).toEqual([]);
      expect(verdict).toBe(isOpen(made) ? 'provenSoFar' : 'proven');
    }),
    { numRuns: 1_000 },
  );
});

/** Takes one thing away, or puts one in; `undefined` where this world has none of it. */
type Damage = (made: Made, pick: number) => ProgressRecord[] | undefined;

/** Readings that are kept and acknowledged. */
function acknowledgedIn({ logs, starts }: Made) {
  return logs.flatMap((log, partition) =>
    log.flatMap((entry, offset) =>
      entry !== undefined &&
      entry.seq >= 0 &&
      entry.isReported &&
      entry.kind !== 'unknownFound' &&
      offset >= starts[partition]!
        ? [{ entry, partition, offset }]
        : [],
    ),
  );
}

const damages: Record<string, Damage> = {
  'a reading lost': (made, pick) => {
    const reports = reportsOf(made);
    const all = acknowledgedIn(made);
    const chosen = all[pick % all.length];
    if (chosen === undefined) return undefined;
    made.logs[chosen.partition]![chosen.offset] = undefined;
    return reports;
  },
  'a reading doubled': (made, pick) => {
    const reports = reportsOf(made);
    const all = acknowledgedIn(made);
    const chosen = all[pick % all.length];
    if (chosen === undefined) return undefined;
    made.logs[chosen.partition]!.push(chosen.entry);
    return reports;
  },
  'a number that nobody knows of': (made, pick) => {
    const all = acknowledgedIn(made);
    const inner = all.filter(({ entry, partition }) => {
      const own = all.filter(
        (o) => o.partition === partition && o.entry.producer === entry.producer,
      );
      return own[0]!.entry.seq < entry.seq && entry.seq < own.at(-1)!.entry.seq;
    });
    const chosen = inner[pick % inner.length];
    if (chosen === undefined) return undefined;
    made.logs[chosen.partition]![chosen.offset] = undefined;
    return reportsOf(made);
  },
  'an output row missing': (made, pick) => {
    if (made.isOther || made.cuts.rows > 0 || made.rows.length === 0) return undefined;
    const id = (row: MemoryRecord) =>
      `${String(row.headers?.['batch'])}/${String(row.headers?.['row'])}`;
    const chosen = id(made.rows[pick % made.rows.length]!);
    const reports = reportsOf(made);
    made.rows.splice(0, made.rows.length, ...made.rows.filter((row) => id(row) !== chosen));
    return reports;
  },
  'a dead letter missing': (made, pick) => {
    if (made.cuts.letters > 0 || made.letters.length === 0) return undefined;
    const { key } = made.letters[pick % made.letters.length]!;
    const reports = reportsOf(made);
    made.letters.splice(0, made.letters.length, ...made.letters.filter((one) => one.key !== key));
    return reports;
  },
  'a row that nobody could read': (made) => {
    if (made.starts.some((start) => start > 0)) return undefined;
    return reportsOf(made).map((record) =>
      record.type === 'query'
        ? { ...record, rows: record.rows + 1, valid: record.valid + 1 }
        : record,
    );
  },
  'a query that failed': (made) =>
    reportsOf(made).map((record) =>
      record.type === 'query'
        ? { ...record, state: 'stopped', error: { code: 'X', message: 'no', hint: null } }
        : record,
    ),
  'a query without a report': (made) =>
    // A topic of markers alone has nothing to read.
    made.logs.flat().every((entry) => entry === undefined)
      ? undefined
      : reportsOf(made).filter(({ type }) => type !== 'query'),
  'a reading deleted before it was read': (made) => {
    const last = made.reports.at(-1)!;
    const reports = reportsOf(made);
    const at = partitions.find((p) =>
      acknowledgedIn(made).some(
        ({ partition, offset }) => partition === p && offset >= last.offsets[p]!.end,
      ),
    );
    if (at === undefined) return undefined;
    made.starts[at] = made.logs[at]!.length;
    return reports;
  },
};

it.each(Object.entries(damages))('finds %s', async (_, damage) => {
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(world, fc.nat(), async (given, pick) => {
      const made = make(given);
      const reports = damage(made, pick);
      fc.pre(reports !== undefined);
      judged += 1;
      expect((await judge(made, reports)).verdict).toBe('notProven');
    }),
    { numRuns: 200 },
  );
  expect(judged).toBeGreaterThan(100);
});
