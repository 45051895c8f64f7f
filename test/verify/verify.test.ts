import { describe, expect, it } from 'vitest';
import { openKafka } from '../../kafka/client.ts';
import { topicNames } from '../../chain/names.ts';
import { verify } from '../../verify/verify.ts';
import { startBroker } from '../support/broker.ts';
import { ledger, reading, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings } = topicNames;

describe('the first hop: ledger against topic', () => {
  it('proves that nothing was lost, and tells what is not reported yet', async () => {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      span(0, 104).map((seq) => reading(seq)),
    );
    await bench.traces.report([ledger({ acknowledged: [[0, 99, 0, 99]] })]);
    const { result, text } = await check(bench);
    expect(result).toMatchObject({
      ok: true,
      acknowledged: 100,
      inTopic: 105,
      unreported: 5,
      lost: 0,
      doubled: 0,
      outOfOrder: 0,
      problems: [],
    });
    expect(text).toContain('(5 not yet reported)');
    expect(text).toContain('proven: nothing was lost');
  });

  it('proves of an untouched chain that nothing was sent', async () => {
    await bench.traces.clear();
    const { result, text } = await check(bench, true);
    expect(result).toMatchObject({ ok: true, acknowledged: 0, inTopic: 0, queries: [] });
    expect(text).toContain('nothing was sent');
  });

  it('takes a broker without the chain’s topics for a chain that sent nothing', async () => {
    const broker = await startBroker();
    const kafka = await openKafka(broker.connection);
    const result = await verify(kafka, { deep: true });
    expect(result).toMatchObject({ ok: true, acknowledged: 0, inTopic: 0, queries: [] });
    await kafka.close();
    await broker.remove();
  });

  it('finds all lost where the topic was deleted and made anew', async () => {
    await bench.traces.clear();
    await bench.traces.report([ledger({ acknowledged: [[0, 99, 0, 99]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: false, acknowledged: 100, lost: 100, expired: 0 });
  });

  it('finds a sequence number that the ledger claims and nobody sent', async () => {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      span(0, 99).map((seq) => reading(seq)),
    );
    await bench.traces.report([ledger({ acknowledged: [[0, 100, 0, 100]] })]);
    const { result, text } = await check(bench);
    expect(result).toMatchObject({ ok: false, lost: 1, doubled: 0, outOfOrder: 0 });
    expect(result.findings).toEqual([
      { kind: 'lost', producer: 'p1', partition: 0, count: 1, ranges: [[100, 100]] },
    ]);
    expect(text).toContain(
      'problem: producer "p1", partition 0: 1 reading acknowledged by Kafka is not in the topic: seq 100',
    );
    expect(text).toContain('not proven: 1 problem');
  });

  it('finds a record that was sent twice', async () => {
    await bench.traces.clear();
    const records = [...span(0, 99), 42, 43, 42].map((seq) => reading(seq));
    await bench.traces.write(readings, records);
    await bench.traces.report([ledger({ acknowledged: [[0, 99, 0, 99]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: false, lost: 0, doubled: 3, outOfOrder: 0 });
    expect(result.findings).toMatchObject([{ kind: 'doubled', ranges: [[42, 43]] }]);
  });

  it('counts doubles that the generator had foretold apart', async () => {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      [...span(0, 20), ...span(11, 30)].map((seq) => reading(seq)),
    );
    await bench.traces.report([
      ledger({ acknowledged: [[0, 30, 0, 40]], possiblyDoubled: [[11, 25]] }),
    ]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: true, doubled: 0, possiblyDoubled: 10, outOfOrder: 0 });
  });

  it('finds two sequence numbers that were swapped', async () => {
    await bench.traces.clear();
    const seqs = [...span(0, 49), 51, 50, ...span(52, 99)];
    await bench.traces.write(
      readings,
      seqs.map((seq) => reading(seq)),
    );
    await bench.traces.report([ledger({ acknowledged: [[0, 99, 0, 99]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: false, lost: 0, doubled: 0, outOfOrder: 1 });
    expect(result.findings).toMatchObject([{ kind: 'outOfOrder', ranges: [[50, 50]] }]);
  });

  it('finds readings that were reported as rejected; takes unknown ones either way', async () => {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      span(0, 14).map((seq) => reading(seq)),
    );
    await bench.traces.report([
      ledger({
        acknowledged: [[0, 9, 0, 9]],
        failed: [[14, 16]],
        unknown: [
          [10, 13],
          [17, 20],
        ],
      }),
    ]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: false, lost: 0, unknown: 8, unknownFound: 4, failed: 3 });
    expect(result.findings).toMatchObject([{ kind: 'failedButFound', ranges: [[14, 14]] }]);
  });

  it('tells producers and partitions apart', async () => {
    await bench.traces.clear([], 2);
    const of = (producer: string) => span(0, 9).map((seq) => reading(seq, { producer }));
    await bench.traces.write(
      readings,
      of('a').flatMap((r, i) => [r, of('b')[i]!]),
      0,
    );
    await bench.traces.write(readings, of('a').slice(0, 5), 1);
    await bench.traces.report([
      ledger({ producer: 'a', acknowledged: [[0, 9, 0, 18]] }),
      ledger({ producer: 'b', acknowledged: [[0, 9, 1, 19]] }),
      ledger({ producer: 'a', partition: 1, acknowledged: [[0, 9, 0, 9]] }),
    ]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: false, producers: 2, acknowledged: 30, lost: 5 });
    expect(result.findings).toMatchObject([
      { kind: 'lost', producer: 'a', partition: 1, ranges: [[5, 9]] },
    ]);
  });

  it('calls what retention deleted expired, and still finds what is lost of the rest', async () => {
    await bench.traces.clear();
    await bench.traces.write(
      readings,
      span(0, 49).map((seq) => reading(seq)),
    );
    await bench.traces.deleteRecords(readings);
    await bench.traces.write(
      readings,
      [...span(50, 59), ...span(62, 69)].map((seq) => reading(seq)),
    );
    await bench.traces.report([ledger({ acknowledged: [[0, 69, 0, 69]] })]);
    const { result, text } = await check(bench);
    expect(result).toMatchObject({ ok: false, expired: 50, lost: 2, inTopic: 18 });
    expect(result.findings).toMatchObject([{ kind: 'lost', ranges: [[60, 61]] }]);
    expect(text).toContain('50 expired');
  });

  it('counts records without the accounting headers as foreign', async () => {
    await bench.traces.clear();
    await bench.traces.write(readings, [{ value: 'by hand' }, reading(0)]);
    await bench.traces.report([ledger({ acknowledged: [[0, 0, 1, 1]] })]);
    const { result } = await check(bench);
    expect(result).toMatchObject({ ok: true, foreign: 1, inTopic: 2, acknowledged: 1 });
  });

  it('reports progress records that cannot be read as problems', async () => {
    await bench.traces.clear();
    await bench.traces.write(topicNames.progress, [
      { key: 'generator/x/0', value: '{"type":"generator"' },
    ]);
    const { result } = await check(bench);
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toContain('"generator/x/0"');
  });
});
