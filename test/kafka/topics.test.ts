/** Topics that a controller refuses: for a moment, or for good. The broker's answers are given, as no test can time them. */
import { expect, test } from 'vitest';
import { isTransient } from '../../kafka/driver/failure.ts';
import type { Link } from '../../kafka/driver/link.ts';
import { declareTopics } from '../../kafka/topics.ts';

const refusal = (...types: string[]) =>
  Object.assign(new Error('Topic creation errors'), {
    errors: types.map((type) =>
      Object.assign(new Error(`because of ${type}`), { type, topic: 'readings' }),
    ),
  });

/** A link to a controller that refuses so often, and then creates the topic; it repeats what may pass, as the real one. */
function linkTo(refusals: Error[]) {
  const asked = { times: 0, isCreated: false };
  const createTopics = () => {
    asked.times += 1;
    const refused = refusals.shift();
    asked.isCreated = refused === undefined;
    return refused === undefined ? Promise.resolve() : Promise.reject(refused);
  };
  const retrying = async (doing: string, attempt: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      return retrying(doing, attempt);
    }
  };
  const link = {
    connection: { bootstrapServers: ['k:9092'] },
    metadata: () => Promise.resolve({}),
    controller: () => Promise.resolve({ createTopics }),
    leaders: () => (asked.isCreated ? [{ partition: 0, leader: 1 }] : undefined),
    retrying,
  };
  return { link: link as unknown as Link, asked };
}

const declared = (replicationFactor: number) => ({
  ...{ name: 'readings', partitions: 1, config: {} },
  replicationFactor,
});

test('one replica is asked for again while the controller counts no broker', async () => {
  const of = () => refusal('INVALID_REPLICATION_FACTOR');
  const { link, asked } = linkTo([of(), of()]);
  await declareTopics(link, [declared(1)]);
  expect(asked.times).toBe(3);
});

test.each([
  [['INVALID_REPLICATION_FACTOR'], 3],
  [['INVALID_CONFIG'], 1],
  [['INVALID_REPLICATION_FACTOR', 'INVALID_CONFIG'], 1],
])('%j with %i replicas is told at once', async (types, replicas) => {
  const { link, asked } = linkTo([refusal(...types), refusal(...types)]);
  await expect(declareTopics(link, [declared(replicas)])).rejects.toMatchObject({
    code: 'COURANT_CONFIG_INVALID',
    details: types.map((type) => `readings: because of ${type}`),
  });
  expect(asked.times).toBe(1);
});
