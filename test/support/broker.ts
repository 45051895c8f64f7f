/** A real Kafka broker for tests: one node, free ports, its own folder under the system's temporary folder. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { openKafka } from '../../kafka/client.ts';
import { asProperties, brokerIdentity, brokerSettings } from '../../targets/local/java/broker.ts';
import { freePorts } from '../../targets/machine/ports.ts';
import { brokerJars, testCache } from './jars.ts';

export interface TestBroker {
  readonly connection: KafkaConnection;
  readonly port: number;
  readonly controllerPort: number;
  readonly clusterId: string;
  readonly folder: string;
  /** Of its Java process; `undefined` while it does not run. */
  readonly pid: number | undefined;
  /** Starts it again on the same port and data after `kill` or `stop`. */
  start(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
}

const startDeadlineMs = 60_000;

export interface BrokerOptions {
  /** Added to `server.properties`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** SCRAM-SHA-512 users, by name with their password: the storage is then formatted by Kafka's own tool. */
  readonly users?: Readonly<Record<string, string>>;
  /** Joins the cluster of this broker instead of being one by itself. */
  readonly joins?: TestBroker;
}

/** Starts a broker and returns when it answers. */
export async function startBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'courant-broker-'));
  const [port, ownController] = await Promise.all([freePort(), freePort()]);
  const controllerPort = options.joins?.controllerPort ?? ownController;
  const place = { folder, port, controllerPort, isFirst: options.joins === undefined };
  const clusterId = options.joins?.clusterId ?? randomBytes(16).toString('base64url');
  await writeFile(
    path.join(folder, 'server.properties'),
    asProperties({ ...properties(place), ...options.settings }),
  );
  if (options.users) await formatStorage(folder, clusterId, options.users);
  else await writeMeta(folder, { clusterId, nodeId: place.isFirst ? '1' : '2' });
  const broker = new BrokerProcess({ folder, port, controllerPort, clusterId });
  await broker.start();
  return broker;
}

class BrokerProcess implements TestBroker {
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly clusterId: string;
  readonly connection: KafkaConnection;
  #child: ChildProcess | undefined;

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  constructor(place: Pick<TestBroker, 'folder' | 'port' | 'controllerPort' | 'clusterId'>) {
    this.folder = place.folder;
    this.port = place.port;
    this.controllerPort = place.controllerPort;
    this.clusterId = place.clusterId;
    this.connection = { bootstrapServers: [`127.0.0.1:${place.port}`] };
  }

  async start(): Promise<void> {
    const archive = await classArchive();
    const child = spawn('java', [...archive.flags, ...(await command(this.folder))], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const log = path.join(this.folder, 'broker.log');
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => void appendFile(log, bytes).catch(() => undefined));
    }
    // A test run that is broken off leaves no broker behind.
    const killWithUs = () => child.kill('SIGKILL');
    process.once('exit', killWithUs);
    child.once('exit', () => {
      process.off('exit', killWithUs);
      void archive.keep().catch(() => undefined);
    });
    await this.#answers(log);
  }

  async #answers(log: string): Promise<void> {
    const deadline = Date.now() + startDeadlineMs;
    for (;;) {
      try {
        const kafka = await openKafka(this.connection);
        await kafka.close();
        return;
      } catch (error) {
        const isGone = this.#child?.exitCode !== null;
        if (isGone || Date.now() > deadline) {
          await this.kill();
          const lines = (await readFile(log, 'utf8').catch(() => '')).slice(-3_000);
          throw new Error(`the broker did not answer:\n${lines}`, { cause: error });
        }
        await pause(100);
      }
    }
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function command(folder: string): Promise<string[]> {
  return [
    '-Xms128m',
    '-Xmx384m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-cp',
    (await brokerJars()).join(':'),
    'kafka.Kafka',
    path.join(folder, 'server.properties'),
  ];
}

/** The first broker of a machine leaves its classes behind; later ones start in half the time. */
async function classArchive() {
  const archive = path.join(testCache, 'kafka.jsa');
  await mkdir(testCache, { recursive: true });
  if (existsSync(archive)) {
    return { flags: [`-XX:SharedArchiveFile=${archive}`], keep: () => Promise.resolve() };
  }
  const own = `${archive}.${randomBytes(4).toString('hex')}`;
  return { flags: [`-XX:ArchiveClassesAtExit=${own}`], keep: () => rename(own, archive) };
}

async function writeMeta(
  folder: string,
  { clusterId, nodeId }: { clusterId: string; nodeId: string },
): Promise<void> {
  await mkdir(path.join(folder, 'data'));
  await writeFile(
    path.join(folder, 'data', 'meta.properties'),
    asProperties({ ...brokerIdentity(), 'cluster.id': clusterId, 'node.id': nodeId }),
  );
}

/** The only way to have users before the first start. */
async function formatStorage(
  folder: string,
  clusterId: string,
  users: Readonly<Record<string, string>>,
): Promise<void> {
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  await promisify(execFile)('java', [
    '-XX:TieredStopAtLevel=1',
    '-cp',
    (await brokerJars()).join(':'),
    'kafka.tools.StorageTool',
    'format',
    `--cluster-id=${clusterId}`,
    `--config=${path.join(folder, 'server.properties')}`,
    ...scram,
  ]);
}

/** The settings of the local target's broker, in a folder of its own; a second broker has no controller. */
function properties(place: {
  folder: string;
  port: number;
  controllerPort: number;
  isFirst: boolean;
}): Record<string, string> {
  const { folder, port, controllerPort, isFirst } = place;
  const settings = brokerSettings({ client: port, controller: controllerPort });
  const second = { 'process.roles': 'broker', 'node.id': '2' };
  const listeners = settings['advertised.listeners'] ?? '';
  return {
    ...settings,
    ...(isFirst ? {} : { ...second, listeners }),
    'log.dirs': path.join(folder, 'data'),
  };
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts();
  return port;
}
