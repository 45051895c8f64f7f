/**
 * The proof must see what the client does wrong. With two sends in flight to a partition and an answer lost, kafkajs
 * reuses a sequence number, and the broker takes other records for a repetition: acknowledged, never written.
 */
import { afterEach, expect, it } from 'vitest';
import type { Producer } from 'kafkajs';
import { topicNames } from '../../chain/names.ts';
import { kafkaClient } from '../../kafka/client.ts';
import { startFaultyProxy } from '../support/faultyProxy.ts';
import type { FaultyProxy } from '../support/faultyProxy.ts';
import { ledger, reading, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const perSend = 10;
let proxy: FaultyProxy | undefined;
let producer: Producer | undefined;

afterEach(async () => {
  await producer?.disconnect();
  await proxy?.close();
});

async function openProducer(): Promise<Producer> {
  proxy = await startFaultyProxy(bench.broker.port, (answer) => answer % 8 === 0);
  producer = kafkaClient(proxy.connection).producer({ idempotent: true });
  await producer.connect();
  return producer;
}

/** Sends `sends` blocks of readings, `lanes` of them at once, and keeps the ledger: what was acknowledged. */
async function produce(
  client: Producer,
  { firstSeq, sends, lanes }: { firstSeq: number; sends: number; lanes: number },
) {
  const acknowledged: [number, number, number, number][] = [];
  let next = 0;
  const lane = async () => {
    while (next < sends) {
      const first = firstSeq + next++ * perSend;
      const seqs = span(first, first + perSend - 1);
      const messages = seqs.map((seq) => ({ ...reading(seq), partition: 0 }));
      const offset = await resend(client, messages);
      acknowledged.push([first, first + perSend - 1, offset, offset + perSend - 1]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return acknowledged;
}

/** What a lane does with a rejection that wrote nothing: the same records again. */
async function resend(client: Producer, messages: (ReturnType<typeof reading> & object)[]) {
  for (;;) {
    try {
      const [sent] = await client.send({ topic: topicNames.readings, acks: -1, messages });
      return Math.max(0, Number(sent?.baseOffset ?? 0));
    } catch (error) {
      if (!/not connected|ECONN|Connection/i.test(String(error))) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

it('lanes off: two sends in flight and lost answers are found as lost and doubled', async () => {
  await bench.traces.clear();
  const client = await openProducer();
  const acknowledged: [number, number, number, number][] = [];
  // The race is kafkajs's: repeated until it was lost at least once, in a bounded number of rounds.
  for (let round = 0; round < 20; round++) {
    const firstSeq = round * 40 * perSend;
    acknowledged.push(...(await produce(client, { firstSeq, sends: 40, lanes: 2 })));
    await bench.traces.report([ledger({ acknowledged })]);
    const { result, text } = await check(bench);
    if (result.lost === 0 || result.doubled === 0) continue;
    expect(result.ok).toBe(false);
    expect(result.acknowledged).toBe((round + 1) * 40 * perSend);
    expect(result.findings.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['lost', 'doubled']),
    );
    expect(text).toMatch(/acknowledged by Kafka (is|are) not in the topic: seq \d+/);
    return;
  }
  throw new Error(`no loss in 20 rounds with ${proxy?.dropped ?? 0} lost answers`);
}, 120_000);

it('lanes on: the same lost answers, one send in flight, lose and double nothing', async () => {
  await bench.traces.clear();
  const client = await openProducer();
  const acknowledged = await produce(client, { firstSeq: 0, sends: 120, lanes: 1 });
  await bench.traces.report([ledger({ acknowledged })]);
  const { result } = await check(bench);
  expect(proxy!.dropped).toBeGreaterThan(5);
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({
    ok: true,
    acknowledged: 1200,
    inTopic: 1200,
    lost: 0,
    doubled: 0,
  });
}, 120_000);
