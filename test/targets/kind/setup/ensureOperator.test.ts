import { expect, test } from 'vitest';
import { driverFailure } from '../../../../targets/kind/readiness/driverFailure.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { resolveChain } from '../../../../chain/chain.ts';
import {
  flinkOperator,
  operatorsOf,
  sparkOperator,
  strimzi,
} from '../../../../targets/kind/setup/operatorCatalog.ts';
import { stillThere, watchedBy } from '../../../../targets/kind/setup/installOperator.ts';
import { watches } from '../../../../targets/kind/setup/ensureOperator.ts';
import { generatorVerdict, sparkVerdict } from '../../../../targets/kind/readiness/waits.ts';
import { together } from '../../../../targets/together.ts';
import { FakeApi } from '../fakeApi.ts';
import { object, pod, seen, waitingPod } from '../objects.ts';

const deployed = (container: object) =>
  object(kinds.deployment, 'operator', {
    metadata: { namespace: 'operators' },
    spec: { template: { spec: { containers: [container] } } },
  });
const isWatching = (operator: typeof strimzi, container: object, namespace: string): boolean =>
  watches(operator, { deployments: [deployed(container)], namespace: 'operators' }, namespace);

test.each([
  [{ name: 'STRIMZI_NAMESPACE', value: 'a,sensors' }, true],
  [{ name: 'STRIMZI_NAMESPACE', value: '*' }, true],
  [{ name: 'STRIMZI_NAMESPACE', value: 'a' }, false],
  [{ name: 'STRIMZI_NAMESPACE', valueFrom: { fieldRef: {} } }, false],
])('Strimzi with %j watches "sensors": %s', (variable, expected) => {
  expect(isWatching(strimzi, { env: [variable] }, 'sensors')).toBe(expected);
});

test.each([
  [['--namespaces=sensors'], true],
  [['--namespaces=default,sensors'], true],
  [['--namespaces='], true],
  [['--namespaces=default'], false],
  [['controller', 'start'], true],
])('the Spark operator with %j watches "sensors": %s', (args, expected) => {
  expect(isWatching(sparkOperator, { args }, 'sensors')).toBe(expected);
});

test.each([
  [{ name: 'COURANT_WATCHED_NAMESPACES', value: 'a,sensors' }, true],
  [{ name: 'COURANT_WATCHED_NAMESPACES', value: 'a' }, false],
  // Of one that somebody else installed its rights tell.
  [{ name: 'OPERATOR_NAMESPACE' }, true],
])('the Flink operator with %j watches "sensors": %s', (variable, expected) => {
  expect(isWatching(flinkOperator, { env: [variable] }, 'sensors')).toBe(expected);
});

test('the Flink operator is told of namespaces, brings no webhook and no rights of jobs', () => {
  expect(flinkOperator.values('a,sensors')).toEqual(
    expect.arrayContaining([
      'watchNamespaces={a,sensors}',
      'operatorPod.env[0].value=a\\,sensors',
      'webhook.create=false',
      'image.tag=1.15.0',
      'jobServiceAccount.create=false',
    ]),
  );
});

test.each([
  [{}, ['strimzi', 'spark-operator']],
  [{ flink: {} }, ['strimzi', 'flink-operator']],
  [{ spark: {}, flink: {} }, ['strimzi', 'spark-operator', 'flink-operator']],
])('queries %j need the operators %j', (queries, expected) => {
  const chain = resolveChain({ name: 'sensors', queries }, 'the test');
  expect(operatorsOf(chain).map(({ id }) => id)).toEqual(expected);
});

test('an operator that is told of another namespace keeps those that are still there', async () => {
  const fake = await FakeApi.start();
  for (const name of ['sensors', 'other', 'operators']) {
    fake.put(
      kinds.namespace,
      object(kinds.namespace, name, { metadata: { namespace: undefined } }),
    );
  }
  const value = 'gone,other,operators';
  const found = {
    deployments: [deployed({ env: [{ name: 'STRIMZI_NAMESPACE', value }] })],
    namespace: 'operators',
  };
  const told = [...watchedBy(strimzi, found), 'sensors'];
  expect(await stillThere(fake.api, told)).toEqual(['other', 'sensors']);
  await fake.stop();
});

test('what the runner says itself goes before whatever the operator saw', () => {
  const line = JSON.stringify({
    time: '2026-01-01T00:00:01Z',
    event: 'start_failed',
    code: 'COURANT_QUERY_INVALID',
    message: 'no such column: "valu"',
    file: 'sensor_stats.sql',
    line: 3,
    hint: 'did you mean "value"?',
  });
  const sinceMs = Date.parse('2026-01-01T00:00:00Z');
  expect(driverFailure(['noise', line], sinceMs)).toMatchObject({
    code: 'COURANT_QUERY_INVALID',
    message: 'sensor_stats.sql:3: no such column: "valu"',
    left: 'everything was kept so that you can look',
  });
  expect(driverFailure([line], sinceMs + 60_000)).toBeUndefined();
});

test('a stack that is known gets its way out', () => {
  const lines = [
    'Exception in thread "main" java.lang.ClassNotFoundException: Failed to find data source: kafka',
  ];
  expect(driverFailure(lines, 0)?.hint).toContain('Kafka connector');
});

test('a changed application is not ready while its old driver runs', () => {
  const application = (submissionID: string) =>
    object(kinds.sparkApplication, 'q', {
      status: { applicationState: { state: 'RUNNING' }, submissionID },
    });
  const executor = pod('q-exec-1', { phase: 'Running' }, { labels: { 'spark-role': 'executor' } });
  const before = {
    executionAttempts: 1,
    submissionAttempts: 1,
    submissionId: 'old',
    isChanged: true,
  };
  const judge = (id: string) =>
    sparkVerdict(seen(application(id), executor), { name: 'q', before, nowMs: 0 }).state;
  expect(judge('old')).toBe('waiting');
  expect(judge('new')).toBe('ready');
});

test('a pod of an earlier definition that crashes does not fail the new one; one of the new does', () => {
  const revision = (value: string) => ({ 'deployment.kubernetes.io/revision': value });
  const deployment = object(kinds.deployment, 'g', {
    metadata: { generation: 2, annotations: revision('2') },
    spec: { replicas: 1 },
    status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1 },
  });
  const sets = ['1', '2'].map((value) =>
    object(kinds.replicaSet, `g-${value}`, { metadata: { annotations: revision(value) } }),
  );
  const crashing = (name: string) => waitingPod(name, 'CrashLoopBackOff', { restartCount: 5 });
  const judge = (name: string) =>
    generatorVerdict(seen(deployment, ...sets, crashing(name)), 'g', 0).state;
  expect(judge('g-1-x')).toBe('waiting');
  expect(judge('g-2-x')).toBe('failed');
});

test('what is done together ends together, with the first error', async () => {
  const { signal } = new AbortController();
  const forEver = (both: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      both.addEventListener('abort', () => {
        reject(both.reason as Error);
      });
    });
  const failing = () => Promise.reject(new Error('first'));
  await expect(together(signal, forEver, failing)).rejects.toThrow('first');
  await expect(
    together(
      signal,
      () => Promise.resolve(1),
      () => Promise.resolve('b'),
    ),
  ).resolves.toEqual([1, 'b']);
});
