/** TLS and SCRAM-SHA-512, as on Kubernetes. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { openKafka } from '../../kafka/client.ts';
import { openProgressWriter, readProgress } from '../../kafka/progress.ts';
import { topicNames } from '../../chain/names.ts';
import { freePort, startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { ledger } from '../support/law.ts';

const keytool = (...args: string[]) => promisify(execFile)('keytool', args);
const storePassword = 'for-the-test';
let broker: TestBroker;
let folder: string;
let secure: KafkaConnection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'courant-tls-'));
  const store = ['-keystore', path.join(folder, 'broker.p12'), '-storepass', storePassword];
  const name = ['-alias', 'broker', '-dname', 'CN=127.0.0.1', '-ext', 'SAN=IP:127.0.0.1'];
  await keytool('-genkeypair', '-keyalg', 'RSA', '-storetype', 'PKCS12', ...name, ...store);
  const pem = path.join(folder, 'ca.crt');
  await keytool('-exportcert', '-rfc', '-alias', 'broker', '-file', pem, ...store);
  const port = await freePort();
  broker = await startBroker({ users: { alice: 'secret' }, settings: {} });
  // The storage knows the user; the secure listener is added to the same broker.
  await broker.stop();
  await addListener(broker, port, store[1]!);
  await broker.start();
  secure = {
    bootstrapServers: [`127.0.0.1:${port}`],
    tls: { ca: await readFile(pem, 'utf8') },
    sasl: { username: 'alice', password: 'secret' },
  };
}, 120_000);

afterAll(async () => {
  await broker.remove();
  await rm(folder, { recursive: true, force: true });
});

async function addListener(to: TestBroker, port: number, keystore: string): Promise<void> {
  const { appendFile } = await import('node:fs/promises');
  const url = `SECURE://127.0.0.1:${port}`;
  const plain = `PLAINTEXT://127.0.0.1:${to.port}`;
  await appendFile(
    path.join(to.folder, 'server.properties'),
    [
      `listeners=${plain},CONTROLLER://127.0.0.1:${to.controllerPort},${url}`,
      `advertised.listeners=${plain},${url}`,
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL',
      'inter.broker.listener.name=PLAINTEXT',
      'sasl.enabled.mechanisms=SCRAM-SHA-512',
      'listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
      `ssl.keystore.location=${keystore}`,
      `ssl.keystore.password=${storePassword}`,
      'ssl.keystore.type=PKCS12',
      '',
    ].join('\n'),
  );
}

describe('a broker that asks for TLS and a password', () => {
  it('is read and written with both', async () => {
    const kafka = await openKafka(secure);
    await kafka.declare([
      { name: topicNames.progress, partitions: 1, replicationFactor: 1, config: {} },
    ]);
    const writer = await openProgressWriter(secure);
    await writer.write([ledger()]);
    await writer.close();
    expect((await readProgress(kafka)).generators).toHaveLength(1);
    await kafka.close();
  });

  it('refuses a wrong password: denied', async () => {
    const sasl = { username: 'alice', password: 'guessed' };
    await expect(openKafka({ ...secure, sasl })).rejects.toMatchObject({
      code: 'COURANT_KAFKA_DENIED',
    });
  });

  it('is not trusted without its authority: unreachable, with the reason', async () => {
    const other: KafkaConnection = { ...secure, tls: { ca: '' } };
    await expect(openKafka(other)).rejects.toMatchObject({
      code: 'COURANT_KAFKA_UNREACHABLE',
      details: [expect.stringMatching(/self.signed/i)],
    });
  });
});
