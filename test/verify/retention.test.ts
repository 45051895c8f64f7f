/** Retention, or a reset, deletes from the beginning: it excuses what it can have taken, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Kafka } from '../../kafka/client.ts';
import { topicNames } from '../../chain/names.ts';
import type { QueryPlan } from '../../chain/progress.ts';
import { verify } from '../../verify/verify.ts';
import {
  batchReport,
  deadLetter,
  ledger,
  oversizedLetter,
  queryReport,
  reading,
  row,
  span,
  truth,
} from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings, deadLetters } = topicNames;
const stateless: QueryPlan = { kind: 'stateless' };

/** Readings 0–29 in three batches of ten, of which so many are dead and the others make a row each. */
async function chain(dead: readonly [number, number, number] = [0, 0, 0]): Promise<void> {
  await bench.traces.clear(['q']);
  await bench.traces.write(
    readings,
    span(0, 29).map((seq) => reading(seq)),
  );
  const batch = (at: number) => ({
    offsets: { 0: { start: at * 10, end: at * 10 + 10 } },
    ...{ rows: 10, valid: 10 - dead[at]!, dead: dead[at]!, outputRows: 10 - dead[at]! },
  });
  const all = dead.reduce((sum, count) => sum + count, 0);
  await bench.traces.report([
    ledger({ acknowledged: [[0, 29, 0, 29]] }),
    ...[0, 1, 2].map((at) => batchReport('q', at, batch(at))),
    queryReport('q', stateless, {
      ...{ offsets: { 0: { start: 0, end: 30 } }, lastBatch: 2, rows: 30 },
      ...{ valid: 30 - all, dead: all, outputRows: 30 - all },
    }),
  ]);
}

const rowsOf = (batch: number) =>
  span(batch * 10, batch * 10 + 9).map((seq) => row('q', batch, `0:${seq}`));
const write = (topic: string, messages: Parameters<typeof bench.traces.write>[1]) =>
  bench.traces.write(topic, messages);
const deleted = (topic: string) => bench.traces.deleteRecords(topic);

describe('output rows', () => {
  it('of the oldest batches may be gone: what they were is not known', async () => {
    await chain();
    await write('q', [...rowsOf(0), ...rowsOf(1).slice(0, 4)]);
    await deleted('q');
    await write('q', [...rowsOf(1).slice(4), ...rowsOf(2)]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ problems: [], verdict: 'provenSoFar' });
    expect(result.causes).toMatchObject([{ kind: 'uncounted', count: 30 }]);
    expect(result.queries[0]!.reasons['counted']).toContain('retention');
  });

  it('of a batch behind the oldest row that is kept are missing', async () => {
    await chain();
    await write('q', rowsOf(0));
    await deleted('q');
    await write('q', [...rowsOf(1), ...rowsOf(2).slice(1)]);
    expect((await check(bench)).result.problems).toEqual([
      'query "q", batch 2: it reported 10 output rows, topic "q" holds 9',
    ]);
  });

  it('are missing where they are more than were ever deleted', async () => {
    await chain();
    await write('q', rowsOf(0).slice(0, 3));
    await deleted('q');
    expect((await check(bench)).result.verdict).toBe('notProven');
  });

  it('of a query that was reset are all there: what was deleted is of another life', async () => {
    await chain();
    await write('q', [...rowsOf(0), ...rowsOf(1)]);
    await deleted('q');
    await write('q', [...rowsOf(0), ...rowsOf(1), ...rowsOf(2)]);
    expect((await check(bench)).result).toMatchObject({ problems: [], verdict: 'proven' });
  });

  it('that are deleted while they are read are no lost ones', async () => {
    await chain();
    await write('q', [...rowsOf(0), ...rowsOf(1), ...rowsOf(2)]);
    const result = await verify(whileReading('q', bench.traces.kafka), { deep: false });
    expect(result).toMatchObject({ problems: [], verdict: 'provenSoFar' });
  });
});

describe('dead letters', () => {
  const letters = (first: number, count: number) =>
    span(first, first + count - 1).map((offset) => deadLetter('q', 0, offset));

  async function withDead(dead: readonly [number, number, number]): Promise<void> {
    await chain(dead);
    const valid = [0, 1, 2].flatMap((batch) => rowsOf(batch).slice(dead[batch]));
    await write('q', valid);
  }

  it('of the oldest batches may be gone, and are told', async () => {
    await withDead([3, 2, 2]);
    await write(deadLetters, [...letters(0, 3), ...letters(10, 1)]);
    await deleted(deadLetters);
    await write(deadLetters, [...letters(11, 1), ...letters(20, 2)]);
    const { result, text } = await check(bench);
    expect(result).toMatchObject({ problems: [], verdict: 'proven' });
    expect(text).toContain('the oldest were deleted by retention');
  });

  it('of a batch behind the oldest that is kept are missing', async () => {
    await withDead([3, 2, 2]);
    await write(deadLetters, letters(0, 3));
    await deleted(deadLetters);
    await write(deadLetters, [...letters(10, 2), ...letters(20, 1)]);
    expect((await check(bench)).result.problems).toHaveLength(1);
  });

  it('are missing where they are more than were ever deleted', async () => {
    await withDead([6, 0, 0]);
    await write(deadLetters, letters(0, 1));
    await deleted(deadLetters);
    expect((await check(bench)).result.problems).toEqual([
      'query "q": it reported 6 dead letters, readings.dlq holds 0 of them',
    ]);
  });

  it('of faults on purpose are excused by the same rule', async () => {
    await withDead([1, 1, 1]);
    const malformed = { not_json: [0, 10, 20].map((seq): [number, number] => [seq, seq]) };
    await bench.traces.report([truth({ malformed })]);
    await write(deadLetters, letters(0, 1));
    await deleted(deadLetters);
    await write(deadLetters, letters(10, 1));
    expect((await check(bench)).result.findings).toMatchObject([
      { kind: 'injectedNotFound', fault: 'not_json', ranges: [[20, 20]] },
    ]);
    await write(deadLetters, letters(20, 1));
    expect((await check(bench)).result.problems).toEqual([]);
  });

  it('of the generator are excused below its oldest one that is kept', async () => {
    await bench.traces.clear();
    await write(
      readings,
      [0, 1, 3, 4, 6, 7, 9].map((seq) => reading(seq)),
    );
    const failed = [2, 5, 8].map((seq): [number, number] => [seq, seq]);
    await bench.traces.report([
      ledger({
        ...{
          acknowledged: [
            [0, 1, 0, 1],
            [3, 4, 2, 3],
            [6, 7, 4, 5],
            [9, 9, 6, 6],
          ],
          failed,
        },
      }),
      truth({ malformed: { oversized: failed } }),
    ]);
    await write(deadLetters, [oversizedLetter(2)]);
    await deleted(deadLetters);
    await write(deadLetters, [oversizedLetter(5)]);
    expect((await check(bench)).result.findings).toMatchObject([
      { kind: 'injectedNotFound', fault: 'oversized', ranges: [[8, 8]] },
    ]);
  });
});

/** A Kafka of which all records of a topic are deleted just before they are read. */
function whileReading(topic: string, kafka: Kafka): Kafka {
  return {
    ...kafka,
    scan: async (name, ranges, visit) => {
      if (name === topic) await deleted(topic);
      return kafka.scan(name, ranges, visit);
    },
  };
}
