/** Output rows that were too large for Kafka: dead letters that the law counts, and a report that must agree. */
import { describe, expect, it } from 'vitest';
import { deadLetterHeaders, oversizedRow, topicNames } from '../../chain/names.ts';
import type { QueryPlan } from '../../chain/progress.ts';
import { batchReport, ledger, queryReport, reading, row, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const windows: QueryPlan = { kind: 'window', windowMs: 1_000, watermarkDelayMs: 1_000 };

function rowLetter(query: string, batch: number, id: string, fingerprint = 'f') {
  const headers = { query, fingerprint, reason: oversizedRow, [deadLetterHeaders.size]: '2000000' };
  return { key: `${batch}/${id}`, value: '{"data":', headers: { ...headers, detail: 'a test' } };
}

/** Ten readings; the rows of the last `aside` of them were too large. */
async function chain({
  plan = { kind: 'stateless' },
  aside,
  letters,
}: {
  plan?: QueryPlan;
  aside: number;
  letters: number;
}): Promise<void> {
  const { readings, deadLetters } = topicNames;
  await bench.traces.clear(['all']);
  await bench.traces.write(
    readings,
    span(0, 9).map((seq) => reading(seq)),
  );
  const kept = span(0, 9 - aside).map((seq) =>
    row('all', 0, `0:${seq}`, { window_start: new Date(seq * 1_000).toISOString(), n: 1 }),
  );
  await bench.traces.write('all', kept);
  const written = span(10 - letters, 9).map((seq) => rowLetter('all', 0, `0:${seq}`));
  await bench.traces.write(deadLetters, [...written, ...written]); // the batch was written again
  const counts = { rows: 10, valid: 10, outputRows: 10 - aside, setAside: aside };
  const offsets = { 0: { start: 0, end: 10 } };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 9, 0, 9]] }),
    batchReport('all', 0, { offsets, ...counts }),
    queryReport('all', plan, { offsets, lastBatch: 0, ...counts }),
  ]);
}

describe('rows that were too large for Kafka', () => {
  it('close the law as dead letters, each once', async () => {
    await chain({ aside: 2, letters: 2 });
    const { result, text } = await check(bench);
    expect(result.problems).toEqual([]);
    expect(result.queries).toMatchObject([{ counted: 8, rowsSetAside: 2, deadLetters: 0 }]);
    expect(text).toContain('valid 10 = filtered 0 + counted 8 + too large for Kafka 2 + late 0');
  });

  it('are those of the version that reported the batch', async () => {
    await chain({ aside: 2, letters: 2 });
    const before = rowLetter('all', 0, '0:3', 'before');
    await bench.traces.write(topicNames.deadLetters, [before]);
    const { result } = await check(bench);
    expect(result.problems).toEqual([]);
    expect(result.queries).toMatchObject([{ rowsSetAside: 2 }]);
  });

  it('are missed where one of them is in no topic', async () => {
    await chain({ aside: 2, letters: 1 });
    const { result } = await check(bench);
    expect(result.problems).toContain(
      'query "all": it reported 2 rows too large for Kafka, readings.dlq holds 1 of them',
    );
  });

  it('leave it open what their windows count', async () => {
    await chain({ plan: windows, aside: 2, letters: 2 });
    const { result } = await check(bench);
    expect(result.problems).toEqual([]);
    expect(result.queries).toMatchObject([{ counted: null, late: null, rowsSetAside: 2 }]);
  });
});
