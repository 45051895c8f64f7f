import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import defaultSocketFactory from 'kafkajs/src/network/socketFactory.js';
import { openKafka } from '../../../kafka/client.ts';
import type { KafkaConnection } from '../../../kafka/client.ts';
import { Proof } from '../../../page/state/proof.ts';
import type { LiveProof } from '../../../page/live.ts';
import type { Target } from '../../../targets/target.ts';
import { waitFor } from '../../../targets/wait.ts';
import { startBroker } from '../../support/broker.ts';
import type { TestBroker } from '../../support/broker.ts';
import { FakeTarget } from '../fakeTarget.ts';

let broker: TestBroker;
let told: LiveProof[];

beforeAll(async () => {
  broker = await startBroker();
  const kafka = await openKafka(broker.connection);
  const topic = { partitions: 1, replicationFactor: 1, config: {} };
  const names = ['readings', 'readings.dlq', 'sensor_stats', 'courant.progress'];
  await kafka.declare(names.map((name) => ({ ...topic, name })));
  await kafka.close();
}, 120_000);
afterAll(() => broker.remove());
beforeEach(() => {
  told = [];
});

/** @param parts may be changed between two proofs */
function proofOver(target: FakeTarget, parts: { limitMs?: number; signal?: AbortSignal } = {}) {
  const others = {
    target: target as unknown as Target,
    queries: [],
    tell: (proof: LiveProof) => told.push(proof),
    happened: () => undefined,
    signal: new AbortController().signal,
  };
  return new Proof(Object.assign(parts, { ...others, ...parts }));
}

/** Well before Kafka's own patience is over, which is 30 s a request. */
function until(what: string, look: () => boolean): Promise<true> {
  return waitFor({
    poll: () => Promise.resolve(look() || undefined),
    deadlineMs: 20_000,
    everyMs: 10,
    late: () => new Error(`not in time: ${what}, but ${JSON.stringify(told)}`),
  });
}

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** The broker stands still once it has sent this many pieces; nothing tells its clients. */
function freezingAfter(pieces: number): KafkaConnection {
  const create = defaultSocketFactory();
  let seen = 0;
  const look = (): void => {
    if (seen === pieces) process.kill(broker.pid ?? 0, 'SIGSTOP');
    seen += 1;
  };
  look();
  return {
    ...broker.connection,
    socketFactory: (options) => create(options).on('data', look),
  };
}

test.each([0, 1, 2, 4, 6])(
  'a proof of a broker that stands still after %i answers ends, and the next one proves',
  async (pieces) => {
    const target = new FakeTarget(broker.connection);
    const before = sockets();
    const parts = { limitMs: 2_000 };
    const proof = proofOver(target, parts);
    target.connection = freezingAfter(pieces);
    try {
      proof.start();
      await until('it has ended', () => proof.last?.state === 'failed');
      expect(proof.last?.detail).toMatch(
        /^it was ended after 2.0s \(last seen: .+\).*courant verify/,
      );
      await until('nothing is open', () => target.open === 0 && sockets() === before);
    } finally {
      process.kill(broker.pid ?? 0, 'SIGCONT');
    }
    target.connection = broker.connection;
    // A broker that wakes on a busy machine takes its time; the very next proof is to end well.
    parts.limitMs = 60_000;
    proof.start();
    await until('the next one has ended', () => proof.last?.state === 'ended');
    expect(proof.last?.result?.ok).toBe(true);
  },
  60_000,
);

test('a proof ends with the page, and nothing of it stays', async () => {
  const target = new FakeTarget(broker.connection);
  const before = sockets();
  const closing = new AbortController();
  target.connection = freezingAfter(2);
  try {
    proofOver(target, { signal: closing.signal }).start();
    await until('it reads', () => target.open === 1 && sockets() > before);
    closing.abort();
    await until('nothing is open', () => target.open === 0 && sockets() === before);
  } finally {
    process.kill(broker.pid ?? 0, 'SIGCONT');
  }
});

test('whoever asks while one runs is told of that one', async () => {
  const target = new FakeTarget(broker.connection);
  const proof = proofOver(target);
  for (let asked = 0; asked < 3; asked += 1) proof.start();
  await until('it has ended', () => proof.last?.state === 'ended');
  expect(target.connections).toBe(1);
  expect(told.filter(({ state }) => state === 'ended')).toHaveLength(1);
});
