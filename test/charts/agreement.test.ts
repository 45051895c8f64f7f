import { expect, test } from 'vitest';
import { disagreements } from './agreement.ts';
import type { Change } from './manifests.ts';
import { changed, committedManifests, manifestsOf, profiles } from './manifests.ts';

test.each(profiles)('profile %s: names agree across objects', (profile) => {
  expect(disagreements(committedManifests(profile))).toEqual([]);
});

const pod = 'spec/template/spec';

test.each<Change & { found: string }>([
  {
    kind: 'Deployment',
    at: `${pod}/volumes/2/secret/secretName`,
    to: 'sensor-generator',
    found: 'mounts the secret "sensor-generator", which nobody makes',
  },
  {
    kind: 'Deployment',
    at: `${pod}/volumes/2/secret/secretName`,
    to: 'sensors-spark',
    found: 'logs in as "sensors-generator" with the password of',
  },
  {
    kind: 'Deployment',
    at: `${pod}/containers/0/env/3/value`,
    to: 'sensors-generators',
    found: 'logs in as "sensors-generators"',
  },
  {
    kind: 'Deployment',
    at: `${pod}/containers/0/env/1/value`,
    to: 'kafka:9092',
    found: 'does not connect to sensors-kafka-bootstrap.sensors.svc:9093',
  },
  {
    kind: 'Deployment',
    at: `${pod}/containers/0/volumeMounts/0/name`,
    to: 'definitions',
    found: 'mounts "definitions", which is no volume',
  },
  {
    kind: 'Deployment',
    at: `${pod}/serviceAccountName`,
    to: 'generator',
    found: 'runs as "generator", which nobody makes',
  },
  {
    kind: 'Deployment',
    at: 'spec/selector/matchLabels/app',
    to: 'generator',
    found: 'selects no pod',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/volumes/0/configMap/name',
    to: 'sql',
    found: 'mounts the configMap "sql", which nobody makes',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/volumes/6/persistentVolumeClaim/claimName',
    to: 'c',
    found: 'mounts the persistentVolumeClaim "c"',
  },
  {
    kind: 'SparkApplication',
    at: 'spec/driver/serviceAccount',
    to: 'spark',
    found: 'runs as "spark", which nobody makes',
  },
  {
    kind: 'RoleBinding',
    at: 'roleRef/name',
    to: 'driver',
    found: 'binds "driver", which is no Role',
  },
  {
    kind: 'KafkaTopic',
    at: 'metadata/labels',
    to: {},
    found: 'KafkaTopic "readings" belongs to no Kafka',
  },
  {
    kind: 'KafkaUser',
    at: 'metadata/namespace',
    to: 'kafka',
    found: 'KafkaUser "sensors-generator" belongs to no Kafka',
  },
  {
    kind: 'KafkaUser',
    at: 'spec/authorization/acls/0/resource/name',
    to: 'reading',
    found: 'has rights on "reading", which is no topic',
  },
  {
    kind: 'KafkaTopic',
    name: 'sensor-stats',
    at: 'spec/topicName',
    found: 'query "sensor_stats" has no topic',
  },
  {
    kind: 'KafkaTopic',
    at: 'metadata/name',
    to: 'sensor-stats',
    found: 'there are two of KafkaTopic sensors/sensor-stats',
  },
])('$kind with another $at is found out', ({ found, ...change }) => {
  expect(disagreements(changed(manifestsOf(), change)).join('\n')).toContain(found);
});
