/** A batch in real time that is open when a proof begins is waited for. */
import { expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { reportedNow } from '../../verify/reported.ts';
import { batchReport, ledger, queryReport, reading, span } from '../support/law.ts';
import { useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const stateless = { kind: 'stateless' } as const;
const counts = { rows: 10, valid: 10, outputRows: 0, filtered: 10 };
const offsets = { 0: { start: 0, end: 10 } };

async function openBatch(state: 'running' | 'stopped'): Promise<void> {
  await bench.traces.clear(['live']);
  await bench.traces.write(
    topicNames.readings,
    span(0, 9).map((seq) => reading(seq)),
  );
  const open = { offsets, rows: 10, valid: 10 };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 9, 0, 9]] }),
    queryReport('live', stateless, { state, open }),
  ]);
}

it('until it is reported', async () => {
  await openBatch('running');
  const seen = reportedNow(bench.traces.kafka);
  await bench.traces.report([
    batchReport('live', 0, { ...counts, offsets }),
    queryReport('live', stateless, { ...counts, offsets, lastBatch: 0 }),
  ]);
  expect((await seen).queries).toMatchObject([{ query: 'live', rows: 10, lastBatch: 0 }]);
});

it('but not where the query has stopped', async () => {
  await openBatch('stopped');
  expect((await reportedNow(bench.traces.kafka)).queries).toMatchObject([{ lastBatch: null }]);
});
