/** While readings of an earlier run are made again, their account says no more than that run's own. */
import { expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { PartitionLedger } from '../../../generator/account/ledger.ts';
import { Publisher } from '../../../generator/account/publisher.ts';
import { SettledSeqs } from '../../../generator/source/resumePoint.ts';
import { readProgress } from '../../../kafka/progress.ts';
import { ledger } from '../../support/law.ts';
import { useGenerator } from '../useGenerator.ts';

const bench = useGenerator();

it('reports a partition as it was until it has made again what the topic held', async () => {
  await bench.traces.clear([], 2);
  const before = ledger({ partition: 0, acknowledged: [[0, 9, 0, 9]] });
  // The topic held up to 19 of the first partition; of the second one nothing was reported.
  const settled = new SettledSeqs({ nextSeqs: [10, 0], reached: [19, 4] });
  const ledgers = [
    new PartitionLedger(0, { ...before, acknowledged: [[0, 19, 0, 19]] }),
    new PartitionLedger(1, ledger({ partition: 1, acknowledged: [[0, 4, 0, 4]] })),
  ];
  const publisher = new Publisher({
    ...{ connection: bench.broker.connection, producer: 'p1', site: '0', ledgers },
    topic: topicNames.readings,
    askedPerSecond: () => null,
    source: { badRows: 0, cells: [], warnings: [] },
    clock: { nowMs: () => 0, sleep: () => Promise.resolve() } as never,
    beforeAgain: (partition) => {
      if (settled.isDoneIn(partition)) return undefined;
      return partition === 0 ? before : 'none';
    },
    onFenced: () => undefined,
  });
  const reported = async () =>
    (await readProgress(bench.traces.kafka)).generators.map(({ partition, acknowledged }) => [
      partition,
      acknowledged,
    ]);
  await publisher.first();
  expect(await reported()).toEqual([[0, [[0, 9, 0, 9]]]]);
  for (let seq = 0; seq < 5; seq++) settled.take(1);
  await publisher.first();
  expect(await reported()).toEqual([
    [0, [[0, 9, 0, 9]]],
    [1, [[0, 4, 0, 4]]],
  ]);
  for (let seq = 10; seq < 20; seq++) settled.take(0);
  await publisher.finish(new Promise(() => undefined));
  expect(await reported()).toEqual([
    [0, [[0, 19, 0, 19]]],
    [1, [[0, 4, 0, 4]]],
  ]);
});
