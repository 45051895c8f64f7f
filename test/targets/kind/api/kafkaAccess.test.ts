/** What opens a Kafka in the cluster is read anew, as long as a command runs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kafkaConnection } from '../../../../targets/kind/api/kafkaForward.ts';
import { KafkaAccess, reachable } from '../../../../targets/kind/api/kafkaAccess.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { FakeApi } from '../fakeApi.ts';
import { object, pod } from '../objects.ts';

let cluster: FakeApi;

const secret = (name: string, data: Record<string, string>) => {
  const encoded = Object.entries(data).map(([key, value]) => [key, btoa(value)]);
  const written = object(kinds.secret, name);
  cluster.put(kinds.secret, Object.assign(written, { data: Object.fromEntries(encoded) }));
};
const broker = (name: string) => {
  const labels = { 'strimzi.io/cluster': 'sensors', 'strimzi.io/broker-role': 'true' };
  const conditions = [{ type: 'Ready', status: 'True' }];
  cluster.put(kinds.pod, pod(name, { phase: 'Running', conditions }, { labels }));
};

beforeEach(async () => {
  cluster = await FakeApi.start();
  secret('sensors-cluster-ca-cert', { 'ca.crt': 'first', 'ca.password': 'x' });
  secret('sensors-verify', { password: 'one' });
  broker('sensors-brokers-0');
});
afterEach(async () => {
  vi.useRealTimers();
  await cluster.stop();
});

const later = () => vi.setSystemTime(Date.now() + 60_000);

test('authorities, password and brokers that are replaced are followed', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const access = await KafkaAccess.of(cluster.api, 'sensors');
  expect(access.newest).toEqual({ ca: 'first', password: 'one', pods: ['sensors-brokers-0'] });
  secret('sensors-cluster-ca-cert', { 'ca-old.crt': 'first', 'ca.crt': 'second' });
  secret('sensors-verify', { password: 'two' });
  broker('sensors-brokers-1');
  later();
  await Promise.all([access.refresh(), access.refresh()]);
  expect(access.newest).toEqual({
    ca: 'first\nsecond',
    password: 'two',
    pods: ['sensors-brokers-0', 'sensors-brokers-1'],
  });
});

test('what cannot be read stays as it was, and is asked for again', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const access = await KafkaAccess.of(cluster.api, 'sensors');
  cluster.remove(kinds.secret, 'sensors', 'sensors-verify');
  later();
  await access.refresh();
  expect(access.newest.password).toBe('one');
  secret('sensors-verify', { password: 'two' });
  later();
  await access.refresh();
  expect(access.newest.password).toBe('two');
});

test('connections that are opened together ask the API server once', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const access = await KafkaAccess.of(cluster.api, 'sensors');
  const asked = cluster.asked.length;
  const open = () => Promise.all([access.refresh(), access.refresh(), access.refresh()]);
  await open();
  expect(cluster.asked).toHaveLength(asked);
  later();
  await open();
  expect(cluster.asked).toHaveLength(asked + 3); // authorities, password, brokers
});

test('a connection hands on what is known at the time', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { tls, sasl, socketFactory } = await kafkaConnection(cluster.api, 'sensors');
  expect([tls?.ca, sasl?.password]).toEqual(['first', 'one']);
  secret('sensors-cluster-ca-cert', { 'ca.crt': 'second' });
  secret('sensors-verify', { password: 'two' });
  later();
  const [host, port] = ['sensors-kafka-bootstrap.sensors.svc', 9093];
  // Nothing forwards here: that it was tried is enough.
  const socket = socketFactory?.({ host, port, ssl: {} as never, onConnect: () => undefined });
  socket?.on('error', () => undefined);
  await vi.waitFor(() => {
    expect([tls?.ca, sasl?.password]).toEqual(['second', 'two']);
  });
  socket?.destroy();
});

test('without its Secrets or its brokers there is no Kafka', async () => {
  cluster.remove(kinds.pod, 'sensors', 'sensors-brokers-0');
  await expect(KafkaAccess.of(cluster.api, 'sensors')).rejects.toMatchObject({
    code: 'COURANT_NOT_RUNNING',
  });
});

test('a broker that crashes again and again is Running, and is not asked while another is ready', () => {
  const crashing = (name: string, status: 'True' | 'False') =>
    pod(name, { phase: 'Running', conditions: [{ type: 'Ready', status }] });
  expect(reachable([crashing('b0', 'False'), crashing('b1', 'True')])).toEqual(['b1']);
  expect(reachable([crashing('b0', 'False')])).toEqual(['b0']);
});
