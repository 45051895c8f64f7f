import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { all, changed, committedManifests, manifestsOf, profiles } from './manifests.ts';
import { complaintsAbout } from './schemas.ts';

test.each(profiles)('every document of dist in profile %s is valid', (profile) => {
  const documents = committedManifests(profile);
  expect(documents.length).toBeGreaterThan(25);
  for (const document of documents) {
    expect({ [document.metadata.name]: complaintsAbout(document) }).toEqual({
      [document.metadata.name]: [],
    });
  }
});

interface Mutation {
  readonly what: string;
  readonly kind: string;
  /** Place of the change, keys joined by `/`. */
  readonly at: string;
  /** Left out: the field is removed. */
  readonly to?: unknown;
  readonly complaint: string;
}

const container = 'spec/template/spec/containers/0';
const mutations: readonly Mutation[] = [
  {
    what: 'a removed version',
    kind: 'Kafka',
    at: 'apiVersion',
    to: 'kafka.strimzi.io/v1beta2',
    complaint: 'no matches for kind',
  },
  {
    what: 'a document without a version',
    kind: 'Deployment',
    at: 'apiVersion',
    complaint: 'no matches for kind',
  },
  {
    what: 'a field of ZooKeeper times',
    kind: 'Kafka',
    at: 'spec/zookeeper',
    to: {},
    complaint: 'additional properties zookeeper',
  },
  {
    what: 'replicas where they once were',
    kind: 'Kafka',
    at: 'spec/kafka/replicas',
    to: 3,
    complaint: 'additional properties replicas',
  },
  {
    what: 'a listener without port',
    kind: 'Kafka',
    at: 'spec/kafka/listeners/0/port',
    complaint: "required property 'port'",
  },
  {
    what: 'an unknown role',
    kind: 'KafkaNodePool',
    at: 'spec/roles/0',
    to: 'zookeeper',
    complaint: 'equal to one of the allowed values',
  },
  {
    what: 'operations of the old API',
    kind: 'KafkaUser',
    at: 'spec/authorization/acls/0/operation',
    to: 'All',
    complaint: 'additional properties operation',
  },
  {
    what: 'a misspelt field of a container',
    kind: 'Deployment',
    at: `${container}/imagePullPolice`,
    to: 'Never',
    complaint: 'additional properties imagePullPolice',
  },
  {
    what: 'text for a number',
    kind: 'Deployment',
    at: 'spec/replicas',
    to: 'two',
    complaint: '/spec/replicas must be integer',
  },
  {
    what: 'a misspelt field of a driver',
    kind: 'SparkApplication',
    at: 'spec/driver/coreLimits',
    to: '1',
    complaint: 'additional properties coreLimits',
  },
  {
    what: 'an unknown restart policy',
    kind: 'SparkApplication',
    at: 'spec/restartPolicy/type',
    to: 'Sometimes',
    complaint: 'equal to one of the allowed values',
  },
  {
    what: 'a label that is no text',
    kind: 'SparkApplication',
    at: 'metadata/labels/x',
    to: 1,
    complaint: '/metadata/labels/x must be string',
  },
];

test.each(mutations)('$what is refused', ({ kind, at, to, complaint }) => {
  const documents = changed(manifestsOf(), { kind, at, to });
  expect(documents.flatMap(complaintsAbout).join('\n')).toContain(complaint);
});

test.each(profiles)('what a Prometheus is told is valid too, in profile %s', (profile) => {
  const documents = manifestsOf({ profile, metrics: true });
  expect(all(documents, 'PodMonitor').map(({ metadata }) => metadata.name)).toEqual([
    'sensors-kafka',
    'sensors-generator',
    'sensors-queries',
  ]);
  expect(all(documents, 'PrometheusRule')).toHaveLength(1);
  expect(documents.flatMap(complaintsAbout)).toEqual([]);
});

test('a rule without its condition is refused', () => {
  const documents = changed(manifestsOf({ metrics: true }), {
    kind: 'PrometheusRule',
    at: 'spec/groups/0/rules/0/expr',
  });
  expect(documents.flatMap(complaintsAbout).join('\n')).toContain("required property 'expr'");
});

test('the schemas are those that were fetched', () => {
  const lines = readFileSync('test/schemas/SHA256SUMS', 'utf8').trim().split('\n');
  expect(lines).toHaveLength(5);
  for (const line of lines) {
    const [sum, file] = line.split('  ') as [string, string];
    const found = createHash('sha256')
      .update(readFileSync(`test/schemas/${file}`))
      .digest('hex');
    expect({ [file]: found }).toEqual({ [file]: sum });
  }
});
