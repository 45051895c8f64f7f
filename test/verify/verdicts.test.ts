/** Three verdicts: what is lost or failed is not proven, what is only open is proven so far, the rest is proven. */
import { describe, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress, QueryPlan, QueryProgress } from '../../chain/progress.ts';
import { ledger, queryReport, reading, row, span, startMs } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings } = topicNames;
const stateless: QueryPlan = { kind: 'stateless' };
const windows: QueryPlan = { kind: 'window', windowMs: 1_000, watermarkDelayMs: 1_000 };
const whole = { offsets: { 0: { start: 0, end: 20 } }, rows: 20, valid: 20, filtered: 20 };

/** Readings 0–19 and one query. */
async function chain(
  query: Partial<QueryProgress> = whole,
  {
    account = {},
    plan = stateless,
  }: { account?: Partial<GeneratorProgress>; plan?: QueryPlan } = {},
): Promise<void> {
  await bench.traces.clear(['q']);
  await bench.traces.write(
    readings,
    span(0, 19).map((seq) => reading(seq)),
  );
  await bench.traces.report([
    ledger({ acknowledged: [[0, 19, 0, 19]], state: 'stopped', ...account }),
    queryReport('q', plan, query),
  ]);
}

/** What the verdict says in its last line, and why. */
async function verdict(deep = false) {
  const { result, text } = await check(bench, deep);
  const { verdict: told, ok, unread, causes, problems } = result;
  return { told, ok, unread, causes, problems, last: text.split('\n').at(-1), text };
}

it('proves a run that was read and counted to its end', async () => {
  await chain();
  expect(await verdict()).toMatchObject({
    ...{ told: 'proven', ok: true, unread: 0, causes: [], last: 'proven: nothing was lost' },
  });
});

describe('so far', () => {
  it('is proven what was read, with the readings that a query has to go', async () => {
    await chain({ ...whole, offsets: { 0: { start: 0, end: 8 } }, rows: 8, valid: 8, filtered: 8 });
    const { text, ...told } = await verdict();
    expect(told).toMatchObject({
      ...{ told: 'provenSoFar', ok: true, unread: 12, problems: [] },
      causes: [{ kind: 'unread', count: 12 }],
      last: 'proven so far: 12 readings not read yet',
    });
    expect(text).toContain('so far: query "q" has 12 readings to go');
  });

  it('counts a reading that two queries have not read once', async () => {
    const until = (end: number) => ({
      ...{ offsets: { 0: { start: 0, end } }, rows: end, valid: end, filtered: end },
    });
    await bench.traces.clear(['a', 'b']);
    await bench.traces.write(
      readings,
      span(0, 19).map((seq) => reading(seq)),
    );
    await bench.traces.report([
      ledger({ acknowledged: [[0, 19, 0, 19]] }),
      queryReport('a', stateless, until(8)),
      queryReport('b', stateless, until(15)),
    ]);
    expect(await verdict()).toMatchObject({ told: 'provenSoFar', unread: 12 });
  });

  it('is proven where a query of the chain was not started yet, with all that it has to read', async () => {
    await chain();
    const { result } = await check(bench, false, ['q', 'new']);
    expect(result).toMatchObject({
      ...{ verdict: 'provenSoFar', unread: 20, problems: [] },
      causes: [{ kind: 'unread', count: 20, sentence: 'query "new" has 20 readings to go' }],
    });
  });

  it('is proven where rows cannot be counted, with the reason', async () => {
    await chain(
      { ...whole, filtered: null, outputRows: null },
      {
        plan: { kind: 'other', reason: 'it joins' },
      },
    );
    const { text, ...told } = await verdict(true);
    expect(told).toMatchObject({
      ...{ told: 'provenSoFar', unread: 0, last: 'proven so far: 20 not known' },
      causes: [{ kind: 'uncounted', count: 20 }],
    });
    expect(text).toContain('20 valid rows cannot be counted in its output: it joins');
  });

  it('is proven where rows are called late and nobody counted them; with --deep they are', async () => {
    await bench.traces.clear(['q']);
    await bench.traces.write(
      readings,
      span(0, 19).map((seq) => reading(seq, { eventTimeMs: startMs })),
    );
    const window = { window_start: new Date(startMs).toISOString(), n: 17 };
    await bench.traces.write('q', [row('q', 0, 'w', window)]);
    await bench.traces.report([
      ledger({ acknowledged: [[0, 19, 0, 19]] }),
      queryReport('q', windows, { ...whole, filtered: 0, lastBatch: 0, outputRows: 1 }),
    ]);
    const { text, ...told } = await verdict();
    expect(told).toMatchObject({ told: 'provenSoFar', causes: [{ kind: 'late', count: 3 }] });
    expect(text).toContain('--deep');
  });

  it('is proven where a condition hides whether rows were late, also with --deep', async () => {
    await bench.traces.clear(['q']);
    await bench.traces.write(
      readings,
      span(0, 19).map((seq) => reading(seq)),
    );
    const window = { window_start: new Date(startMs).toISOString(), n: 7 };
    await bench.traces.write('q', [row('q', 0, 'w', window)]);
    await bench.traces.report([
      ledger({ acknowledged: [[0, 19, 0, 19]] }),
      queryReport('q', windows, { ...whole, filtered: 10, lastBatch: 0, outputRows: 1 }),
    ]);
    const told = await verdict(true);
    expect(told).toMatchObject({ told: 'provenSoFar', causes: [{ kind: 'late', count: 3 }] });
    expect(told.text).toContain('evaluates no SQL');
  });

  it.each([
    [
      'unknown',
      { acknowledged: [[0, 16, 0, 16]], unknown: [[17, 21]] },
      '5 readings had no answer',
    ],
    [
      'possiblyDoubled',
      { possiblyDoubled: [[3, 5]] },
      '3 readings may have been written twice, none of them was',
    ],
  ] as const)('is proven where readings are %s', async (kind, account, sentence) => {
    await chain(whole, { account: account as unknown as Partial<GeneratorProgress> });
    const told = await verdict();
    expect(told).toMatchObject({ told: 'provenSoFar', ok: true, causes: [{ kind }] });
    expect(told.text).toContain(sentence);
  });

  it('is proven little by a ledger that acknowledges nothing', async () => {
    await chain(whole, { account: { acknowledged: [] } });
    const told = await verdict();
    expect(told).toMatchObject({
      ...{ told: 'provenSoFar', causes: [{ kind: 'unacknowledged', count: 20 }] },
    });
    expect(told.text).toContain('acknowledges 0 of the 20 readings of producer "p1"');
  });
});

describe('not proven', () => {
  it.each(['failed', 'stopped'] as const)(
    'is a run whose query has failed, be it reported as %s',
    async (state) => {
      const error = { code: 'COURANT_QUERY_FAILED', message: 'no such column', hint: null };
      await chain({ state, error });
      expect(await verdict()).toMatchObject({
        ...{ told: 'notProven', ok: false, unread: 20, last: 'not proven: 1 problem' },
        problems: ['query "q" has failed: no such column'],
      });
    },
  );

  it('is a run in which a query has reported nothing', async () => {
    await chain();
    await bench.traces.clear(['q', 'silent']);
    expect((await verdict()).told).toBe('proven');
    await bench.traces.write(readings, [reading(0)]);
    await bench.traces.report([ledger({ acknowledged: [[0, 0, 0, 0]] })]);
    const told = await verdict();
    expect(told).toMatchObject({ told: 'notProven', unread: 1 });
    expect(told.problems).toContain(
      'query "silent" has reported nothing: nobody knows what it read',
    );
    const { result } = await check(bench, false, ['q']);
    expect(result.problems.join()).not.toContain('silent');
  });

  it('is a run whose output topic is gone, with rows that were written', async () => {
    await chain({ ...whole, filtered: 0, outputRows: 20 });
    await bench.traces.clear([]);
    await bench.traces.report([
      queryReport('q', stateless, { ...whole, filtered: 0, outputRows: 20 }),
      queryReport('idle', stateless, { ...whole, offsets: {}, rows: 0, valid: 0, filtered: 0 }),
    ]);
    const { told, problems } = await verdict();
    expect(told).toBe('notProven');
    expect(problems).toContain('query "q": it reported 20 output rows, and there is no topic "q"');
    expect(problems.join()).not.toContain('idle');
  });

  it('is a run of which retention deleted readings that a query had not read', async () => {
    await chain({ ...whole, offsets: { 0: { start: 0, end: 8 } }, rows: 8, valid: 8, filtered: 8 });
    await bench.traces.deleteRecords(readings);
    await bench.traces.write(readings, [reading(20)]);
    await bench.traces.report([ledger({ acknowledged: [[0, 20, 0, 20]] })]);
    expect(await verdict()).toMatchObject({
      ...{ told: 'notProven', unread: 1 },
      problems: [
        'query "q": 12 acknowledged readings were deleted by retention before it had read them',
      ],
    });
  });

  it('is no run whose deleted and unread offsets were nobody’s readings: that is open', async () => {
    await bench.traces.clear(['q']);
    await bench.traces.write(
      readings,
      span(0, 7).map((seq) => reading(seq)),
    );
    await bench.traces.transact(readings, [{ value: 'foreign' }], 'abort');
    await bench.traces.deleteRecords(readings);
    await bench.traces.report([
      ledger({ acknowledged: [[0, 7, 0, 7]] }),
      queryReport('q', stateless, {
        ...{ offsets: { 0: { start: 0, end: 8 } }, rows: 8, valid: 8, filtered: 8 },
      }),
    ]);
    expect(await verdict()).toMatchObject({
      ...{ told: 'provenSoFar', causes: [{ kind: 'expiredUnread', count: 2 }] },
    });
  });
});
