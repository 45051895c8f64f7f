/** A broker that asks for TLS and SCRAM-SHA-512, as Kafka does on Kubernetes; its plain listener stays for the test itself. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { freePort, startBroker } from './broker.ts';
import type { TestBroker } from './broker.ts';
import { brokerJars } from './jars.ts';

const keytool = (...args: string[]) => promisify(execFile)('keytool', args);
const storePassword = 'for-the-test';

export interface SecureBroker {
  readonly broker: TestBroker;
  /** The same broker by TLS and as `user`. */
  readonly secure: KafkaConnection & Required<Pick<KafkaConnection, 'tls' | 'sasl'>>;
  /** PEM of the authority. */
  readonly caFile: string;
  /** Shows a certificate of another authority from now on, as after a restart; the old one signs nothing any more. */
  replaceAuthority(): Promise<{ readonly caFile: string }>;
  /** Of the user; connections that are open stay. */
  changePassword(password: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param settings added to those of the broker */
export async function startSecureBroker(
  user: { readonly username: string; readonly password: string },
  settings: Readonly<Record<string, string>> = {},
): Promise<SecureBroker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'courant-tls-'));
  const { keystore, caFile } = await makeCertificate(folder);
  const port = await freePort();
  const broker = await startBroker({ users: { [user.username]: user.password }, settings });
  // The storage knows the user; the secure listener is added to the same broker.
  await broker.stop();
  await addListener(broker, port, keystore);
  await broker.start();
  return {
    broker,
    secure: {
      bootstrapServers: [`127.0.0.1:${port}`],
      tls: { ca: await readFile(caFile, 'utf8') },
      sasl: user,
    },
    caFile,
    replaceAuthority: async () => {
      await broker.stop();
      await Promise.all([rm(keystore), rm(caFile)]);
      const made = await makeCertificate(folder);
      await broker.start();
      return made;
    },
    changePassword: (password) => setPassword(broker, user.username, password),
    remove: async () => {
      await broker.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeCertificate(folder: string): Promise<{ keystore: string; caFile: string }> {
  const keystore = path.join(folder, 'broker.p12');
  const caFile = path.join(folder, 'ca.crt');
  const store = ['-keystore', keystore, '-storepass', storePassword];
  // Each has a name of its own, as Strimzi counts its authorities: of two with one name OpenSSL looks at the first only.
  const subject = `CN=authority ${randomBytes(4).toString('hex')}`;
  const name = ['-alias', 'broker', '-dname', subject, '-ext', 'SAN=IP:127.0.0.1'];
  await keytool('-genkeypair', '-keyalg', 'RSA', '-storetype', 'PKCS12', ...name, ...store);
  await keytool('-exportcert', '-rfc', '-alias', 'broker', '-file', caFile, ...store);
  return { keystore, caFile };
}

/** By Kafka's own tool, as the client has no word for it. */
async function setPassword(broker: TestBroker, name: string, password: string): Promise<void> {
  await promisify(execFile)('java', [
    '-XX:TieredStopAtLevel=1',
    ...['-cp', (await brokerJars()).join(':'), 'kafka.admin.ConfigCommand'],
    ...['--bootstrap-server', `127.0.0.1:${broker.port}`, '--alter'],
    ...['--entity-type', 'users', '--entity-name', name],
    ...['--add-config', `SCRAM-SHA-512=[password=${password}]`],
  ]);
}

async function addListener(to: TestBroker, port: number, keystore: string): Promise<void> {
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
