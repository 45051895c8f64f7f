import { expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { cautionsOf } from '../../../chain/definition/fit.ts';
import { chainSize, executorsOf } from '../../../chain/definition/sizing.ts';
import { problemsOf } from './problemsOf.ts';

test.each<[string, object, string[]]>([
  [
    'more replicas than brokers',
    { topics: { readings: { replicationFactor: 3 } } },
    [
      'topics.readings.replicationFactor: 3 replicas need 3 brokers, profile "laptop" has 1',
      '  → set topics.readings.replicationFactor to 1, or profile to "production"',
    ],
  ],
  [
    'more replicas than brokers that were asked for',
    {
      profile: 'production',
      sizing: { kafka: { brokers: 4 } },
      topics: { readings: { replicationFactor: 5 } },
    },
    [
      'topics.readings.replicationFactor: 5 replicas need 5 brokers, profile "production" has 4',
      '  → set topics.readings.replicationFactor to 4',
    ],
  ],
  [
    'more brokers in sync than replicas',
    { profile: 'production', topics: { readings: { minInSyncReplicas: 4 } } },
    [
      'topics.readings.minInSyncReplicas: 4 brokers in sync need 4 replicas, the topic has 3',
      '  → set topics.readings.minInSyncReplicas to 2',
    ],
  ],
  [
    'several brokers on a laptop',
    { sizing: { kafka: { brokers: 3 } } },
    [
      'sizing.kafka.brokers: profile "laptop" has one broker',
      '  → remove it, or set profile to "production"',
    ],
  ],
  [
    'what is no label and no name of Kubernetes',
    {
      sizing: {
        kafka: { rack: 'my zone' },
        spark: { checkpoints: 's3a://bucket/sensors', checkpointAccess: 'My Secret' },
      },
    },
    [
      'sizing.kafka.rack: "my zone" is no label',
      '  → name a label of the nodes, like "topology.kubernetes.io/zone"',
      'sizing.spark.checkpointAccess: "My Secret" is no name of Kubernetes',
      '  → name the Secret: lower-case letters, digits, "-" and "."',
    ],
  ],
  [
    'a Secret for a volume',
    { sizing: { spark: { checkpointAccess: 'bucket' } } },
    [
      'sizing.spark.checkpointAccess: "bucket" opens nothing: checkpoints lie on a volume',
      '  → remove it, or set sizing.spark.checkpoints to a URI like "s3a://bucket/sensors"',
    ],
  ],
  [
    'more executors than partitions',
    { sizing: { spark: { executors: 6 } } },
    [
      'sizing.spark.executors: 6 executors read 4 partitions of "readings": 2 would have none',
      '  → set it to 4, or topics.readings.partitions to 6',
    ],
  ],
  [
    'parts larger than the budget',
    { sizing: { budget: { memory: '2 GiB', cpu: 0.5 } } },
    [
      'sizing.budget.memory: brokers 768 MiB + topic operator 256 MiB + user operator 256 MiB + generator 192 MiB + driver 896 MiB + executors 896 MiB + strimzi operator 512 MiB + spark operator 256 MiB + spark webhook 128 MiB = 4.1 GiB, the budget is 2.0 GiB',
      '  → set it to "4160 MiB" or more, or make a part smaller',
      'sizing.budget.cpu: brokers 0.15 + topic operator 0.05 + user operator 0.05 + generator 0.03 + driver 0.15 + executors 0.15 + strimzi operator 0.2 + spark operator 0.05 + spark webhook 0.05 = 0.88 CPU, the budget is 0.5',
      '  → set it to 0.9 or more, or lower the rate',
    ],
  ],
  [
    'a checkpoint on a disk of some machine',
    { sizing: { spark: { checkpoints: '/data/checkpoints' } } },
    [
      'sizing.spark.checkpoints: "/data/checkpoints" is no URI of an object store',
      '  → write one like "s3a://bucket/sensors", or remove it to use a volume',
    ],
  ],
])('%s is refused, with the sum', (_what, written, lines) => {
  expect(problemsOf({ name: 'sensors', ...written })).toEqual(lines);
});

test.each<[string, object]>([
  ['as many executors as partitions', { sizing: { spark: { executors: 4 } } }],
  ['a budget that is just enough', { sizing: { budget: { memory: 4_362_076_160, cpu: 0.88 } } }],
  [
    'an object store with a Secret',
    { sizing: { spark: { checkpoints: 's3a://bucket/sensors', checkpointAccess: 'bucket' } } },
  ],
  ['as many brokers in sync as replicas', { topics: { readings: { minInSyncReplicas: 1 } } }],
  ['an object store', { sizing: { spark: { checkpoints: 's3a://bucket/sensors' } } }],
])('%s is taken', (_what, written) => {
  expect(problemsOf({ name: 'sensors', ...written })).toEqual([]);
});

test('a rate that the partitions cannot feed is told with its sum', () => {
  const chain = resolveChain(
    { name: 'sensors', profile: 'production', generator: { rate: 80_000, replicas: 2 } },
    'chain.config.ts',
  );
  expect(executorsOf(chain)).toBe(2);
  expect(cautionsOf(chain)).toEqual([
    '160,000 readings a second (80,000 × 2) at 20,000 a core need 4 executors of 2 cores; there are 2, for 4 partitions: set topics.readings.partitions to 8',
  ]);
});

test('in production everything grows with the rate', () => {
  const sizeAt = (rate: number) => {
    const topics = { readings: { partitions: 64 } };
    const written = { name: 'sensors', profile: 'production', topics, generator: { rate } };
    return chainSize(resolveChain(written, 'chain.config.ts'));
  };
  const [slow, fast] = [sizeAt(1_000), sizeAt(400_000)];
  expect(fast.brokers.cpuMillis).toBeGreaterThan(slow.brokers.cpuMillis);
  expect(fast.generator.cpuMillis).toBeGreaterThan(slow.generator.cpuMillis);
  expect([slow.executors.replicas, fast.executors.replicas]).toEqual([2, 10]);
});

test('requests that are named are taken as they are', () => {
  const sizing = { kafka: { cpu: 0.25, brokers: 5 }, spark: { cpu: 0.3, executors: 2 } };
  const written = { name: 'sensors', profile: 'production', sizing };
  const { brokers, driver, executors } = chainSize(resolveChain(written, 'chain.config.ts'));
  expect(
    [brokers, driver, executors].map(({ replicas, cpuMillis }) => [replicas, cpuMillis]),
  ).toEqual([
    [5, 250],
    [1, 300],
    [2, 300],
  ]);
});
