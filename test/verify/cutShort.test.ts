/** A batch in real time that a kill cut short, and that ended earlier when it ran again. */
import { expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { batchReport, ledger, queryReport, reading, row, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings } = topicNames;

/** Killed when it had read to `read`, an open batch ended at 10 when it ran again; the next one took the rest, but `lost`. */
async function cutShort({ read, lost = 0 }: { read: number; lost?: number }): Promise<void> {
  await bench.traces.clear(['hot']);
  await bench.traces.write(
    readings,
    span(0, 19).map((seq) => reading(seq)),
  );
  const rowsOf = (batch: number, first: number, last: number) =>
    span(first, last).map((seq) => row('hot', batch, `0:${seq}`));
  const again = [...rowsOf(0, 0, 9), ...rowsOf(1, 10, 19 - lost)];
  await bench.traces.write('hot', [...rowsOf(0, 0, read - 1), ...again]);
  const counts = { rows: 10, valid: 10, filtered: 0, outputRows: 10 };
  const all = { rows: 20, valid: 20, filtered: 0, outputRows: 20, lastBatch: 1 };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 19, 0, 19]] }),
    batchReport('hot', 0, { offsets: { 0: { start: 0, end: 10 } }, ...counts }),
    batchReport('hot', 1, { offsets: { 0: { start: 10, end: 20 } }, ...counts }),
    queryReport('hot', { kind: 'stateless' }, { offsets: { 0: { start: 0, end: 20 } }, ...all }),
  ]);
}

it('knows a row again that an open batch wrote before a kill, and the next one after it', async () => {
  await cutShort({ read: 16 });
  const { result } = await check(bench);
  expect(result.problems).toEqual([]);
  expect(result.queries).toMatchObject([{ counted: 20, replayedRows: 16 }]);
});

it('finds that the batch behind one that was cut short lacks a row', async () => {
  await cutShort({ read: 16, lost: 1 });
  const { result } = await check(bench);
  expect(result.problems.join()).toContain('batch 1: it reported 10 output rows');
});
