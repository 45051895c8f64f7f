/** Injected = found: closes where it should, and does not close with any single thing changed. */
import type { Message } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import type { GeneratorProgress, TruthProgress } from '../../../chain/progress.ts';
import {
  deadLetter,
  ledger,
  oversizedLetter,
  queryReport,
  reading,
  span,
  startMs,
  truth,
} from '../../support/law.ts';
import { check, useTraces } from '../../support/useTraces.ts';

const bench = useTraces();
const { readings, deadLetters } = topicNames;
const plan = { kind: 'stateless' } as const;

/** Number 20 once more under the number 21. */
const copy = { ...reading(20), headers: { producer: 'p1', seq: '21' } };

interface World {
  readonly records: Message[];
  readonly letters: Message[];
  readonly injected: NonNullable<Parameters<typeof truth>[0]>;
  readonly report: Partial<GeneratorProgress>;
  readonly truth?: Partial<TruthProgress>;
}

/** 0–99: 11 and 13 late, 21 a copy of 20, 30 and 31 withheld, 41 not JSON, 51 in the future, 61 oversized. */
function world(): World {
  const special: Record<number, Message | null> = {
    11: reading(11, { eventTimeMs: startMs - 40_000 }),
    13: reading(13, { eventTimeMs: startMs - 29_000 }),
    21: copy,
    30: null,
    31: null,
    41: { ...reading(41), value: 'no json' },
    51: reading(51, { eventTimeMs: Date.parse('2999-01-01T00:00:00Z') }),
    61: null,
  };
  return {
    records: span(0, 99).flatMap((seq) => {
      const written = special[seq];
      return written === null ? [] : [written ?? reading(seq)];
    }),
    letters: [
      deadLetter('q', 0, 39, 'not_json'),
      deadLetter('q', 0, 49, 'future_time'),
      oversizedLetter(61),
    ],
    injected: {
      late: [
        [11, 11],
        [13, 13],
      ],
      doubled: [[21, 21]],
      withheld: [[30, 31]],
      malformed: { not_json: [[41, 41]], future_time: [[51, 51]], oversized: [[61, 61]] },
    },
    report: {
      acknowledged: [
        [0, 60, 0, 58],
        [62, 99, 59, 96],
      ],
      failed: [[61, 61]],
      withheld: 2,
    },
  };
}

/** The world in Kafka, read by query `q` up to `read` records. */
async function judge(given: World, read: number | null = given.records.length) {
  await bench.traces.clear(['q']);
  await bench.traces.write(readings, given.records);
  await bench.traces.write(deadLetters, given.letters);
  const dead = read === null ? 0 : [39, 49].filter((offset) => offset < read).length;
  const query = queryReport('q', plan, {
    offsets: read === null ? {} : { 0: { start: 0, end: read } },
    ...(read === null ? {} : { rows: read, dead, valid: read - dead, filtered: read - dead }),
  });
  await bench.traces.report([truth(given.injected, given.truth), ledger(given.report), query]);
  return check(bench);
}

const all = {
  late: 2,
  doubled: 1,
  withheld: 2,
  malformed: { not_json: 1, future_time: 1, oversized: 1 },
};

describe('injected = found', () => {
  it('for each kind, and the withheld ones are no loss', async () => {
    const { result, text } = await judge(world());
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject({ ok: true, injected: all, found: all, lost: 0, failed: 1 });
    expect(result).toMatchObject({ acknowledged: 97, inTopic: 97, unreported: 0 });
    expect(text).toMatch(/faults +injected \| +found\n +late +2 = +2\n +doubled +1 = +1/);
  });

  it('counts only what the ledger accounts for', async () => {
    const given = world();
    given.report.acknowledged = [[0, 12, 0, 12]];
    given.report.failed = [];
    const { result } = await judge(given);
    const some = { late: 1, doubled: 0, withheld: 0, malformed: {} };
    expect(result).toMatchObject({ ok: true, injected: some, found: some, acknowledged: 13 });
  });

  it('counts malformed records only as far as a query has read', async () => {
    const { result, text } = await judge(world(), 45);
    const some = { not_json: 1, oversized: 1 };
    expect(result).toMatchObject({
      ok: true,
      injected: { malformed: some },
      found: { malformed: some },
    });
    expect(text).toContain('1 malformed record no query has read yet');
  });

  it('does not know malformed records before a query reads', async () => {
    const { result, text } = await judge(world(), null);
    expect(result).toMatchObject({ ok: true, injected: { late: 2, malformed: null } });
    expect(result.reasons['malformed']).toBe('no query has read the readings yet');
    expect(text).toContain('malformed: no query has read the readings yet');
  });

  it('puts the parts of a truth together, whatever overlaps', async () => {
    const given = world();
    const { late, ...others } = given.injected;
    await judge({ ...given, injected: others });
    await bench.traces.report([
      truth({ late: late! }, { part: 1 }),
      truth({ late: [[13, 13]] }, { part: 2 }),
    ]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: true, injected: { late: 2 }, found: { late: 2 } });
  });

  it('is not asked where nothing was reported as injected', async () => {
    await bench.traces.clear();
    await bench.traces.write(readings, [reading(0), reading(1, { eventTimeMs: 0 })]);
    await bench.traces.report([ledger({ acknowledged: [[0, 1, 0, 1]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: true, injected: null, found: null });
    expect(result.reasons['injected']).toMatch(/no fault/);
  });

  it('judges only what retention left', async () => {
    const given = world();
    await bench.traces.clear([]);
    await bench.traces.write(readings, given.records.slice(0, 11));
    await bench.traces.deleteRecords(readings);
    await bench.traces.write(readings, given.records.slice(11));
    await bench.traces.write(deadLetters, given.letters.slice(2));
    await bench.traces.report([truth(given.injected), ledger(given.report)]);
    const { result, text } = await check(bench);
    expect(result.problems).toEqual([]);
    // Number 11 is the first one left: nothing before it tells that it is late.
    expect(result).toMatchObject({ ok: true, expired: 11, injected: { late: 1, withheld: 2 } });
    expect(text).toContain(
      'note: faults among the readings that retention deleted are not counted',
    );
  });
});

type Change = (given: World) => void;
const at = (given: World, seq: number) =>
  given.records.findIndex(({ headers }) => headers?.['seq'] === String(seq));

describe('negative controls: a single thing changed is found', () => {
  it.each<[string, Change, object]>([
    [
      'the truth claims a late reading that is not',
      ({ injected }) => injected.late!.push([15, 15]),
      { kind: 'injectedNotFound', fault: 'late', ranges: [[15, 15]] },
    ],
    [
      'a late reading is left out of the truth',
      ({ injected }) => injected.late!.pop(),
      { kind: 'foundNotInjected', fault: 'late', ranges: [[13, 13]] },
    ],
    [
      'the copy of a doubled reading has other bytes',
      (given) => (given.records[at(given, 21)] = reading(21)),
      { kind: 'injectedNotFound', fault: 'doubled', ranges: [[21, 21]] },
    ],
    [
      'the copy of a doubled reading is missing',
      (given) => given.records.splice(at(given, 21), 1),
      { kind: 'injectedNotFound', fault: 'doubled', ranges: [[21, 21]] },
    ],
    [
      'a copy that nobody injected',
      ({ injected }) => injected.doubled!.pop(),
      { kind: 'foundNotInjected', fault: 'doubled', ranges: [[21, 21]] },
    ],
    [
      'a withheld reading is in the topic',
      (given) => given.records.splice(at(given, 29) + 1, 0, reading(30)),
      { kind: 'injectedNotFound', fault: 'withheld', ranges: [[30, 30]] },
    ],
    [
      'a reading is missing that was not withheld',
      ({ injected }) => (injected.withheld = [[30, 30]]),
      { kind: 'lost', ranges: [[31, 31]] },
    ],
    [
      'a dead letter with another reason',
      (given) => (given.letters[0] = deadLetter('q', 0, 39, 'wrong_type')),
      { kind: 'injectedNotFound', fault: 'not_json', ranges: [[41, 41]] },
    ],
    [
      'a malformed record left out of the truth',
      ({ injected }) => delete injected.malformed!.future_time,
      { kind: 'foundNotInjected', fault: 'future_time', ranges: [[51, 51]] },
    ],
    [
      'an oversized record without its dead letter',
      ({ letters }) => letters.pop(),
      { kind: 'injectedNotFound', fault: 'oversized', ranges: [[61, 61]] },
    ],
    [
      'an oversized record left out of the truth',
      ({ injected }) => delete injected.malformed!.oversized,
      { kind: 'foundNotInjected', fault: 'oversized', ranges: [[61, 61]] },
    ],
  ])('%s', async (_, change, finding) => {
    const given = world();
    change(given);
    const { result, text } = await judge(given);
    expect(result.ok).toBe(false);
    expect(result.findings).toContainEqual(
      expect.objectContaining({ producer: 'p1', partition: 0, ...finding }),
    );
    expect(text).toContain('problem: producer "p1", partition 0: ');
    expect(text).toContain('not proven');
  });
});
