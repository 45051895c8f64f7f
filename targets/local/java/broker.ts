/** The broker: one KRaft node on 127.0.0.1, its data under `.courant/kafka`. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { exists } from '../../machine/files.ts';
import { unusable } from '../../machine/jsonFile.ts';
import { freePorts, localHost } from '../../machine/ports.ts';
import type { Java } from './findJava.ts';
import type { JavaCommand } from './javaCommand.ts';
import { localPaths } from '../paths.ts';

export interface BrokerPorts {
  readonly client: number;
  readonly controller: number;
}

const nodeId = '1';
const settingsFile = 'server.properties';
/** Relative to the broker's working folder: Kafka splits the setting at commas, and a path may hold one. */
const dataFolder = 'data';

/** @param wanted the client's port of before, so that addresses stay valid where it is free */
export async function freeBrokerPorts(wanted?: number): Promise<BrokerPorts> {
  const [client, controller] = await freePorts(wanted);
  return { client, controller };
}

export function bootstrapServersOf({ client }: BrokerPorts): string[] {
  return [`${localHost}:${client}`];
}

/** Writes what the broker reads at its start; its data stays as it is. @throws CourantError COURANT_FOLDER_UNUSABLE */
export async function prepareBroker(chainFolder: string, ports: BrokerPorts): Promise<void> {
  const { kafka } = localPaths(chainFolder);
  const meta = join(kafka, dataFolder, 'meta.properties');
  try {
    await mkdir(join(kafka, dataFolder), { recursive: true });
    await writeFile(join(kafka, settingsFile), asProperties(brokerSettings(ports)));
    if (!(await exists(meta))) await writeFile(meta, asProperties(brokerIdentity()));
  } catch (cause) {
    throw unusable(kafka, cause);
  }
}

interface Broker {
  readonly chainFolder: string;
  readonly chain: ChainDefinition;
  readonly java: Java;
  readonly jars: readonly string[];
}

export function brokerCommand({ chainFolder, chain, java, jars }: Broker): JavaCommand {
  const { kafka, temporary } = localPaths(chainFolder);
  return {
    name: 'kafka',
    java,
    // The first compiler only: the broker is idle most of the time, and must be there at once.
    flags: ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    libraries: jars,
    ownJars: [],
    ownFlags: [
      `-Xms${Math.min(128, mebibytes(chain.sizing.kafka.memory))}m`,
      `-Xmx${mebibytes(chain.sizing.kafka.memory)}m`,
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${temporary}`,
      '-Djava.awt.headless=true',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
      '-Dorg.slf4j.simpleLogger.showThreadName=false',
      '-Dorg.slf4j.simpleLogger.showShortLogName=true',
    ],
    mainClass: 'kafka.Kafka',
    args: [settingsFile],
    cwd: kafka,
  };
}

export function mebibytes(bytes: number): number {
  return Math.max(1, Math.floor(bytes / 2 ** 20));
}

/** What `kafka-storage format` would write; without it Kafka does not start. */
export function brokerIdentity(): Record<string, string> {
  return {
    version: '1',
    'cluster.id': randomBytes(16).toString('base64url'),
    'directory.id': randomBytes(16).toString('base64url'),
    'node.id': nodeId,
  };
}

export function brokerSettings({ client, controller }: BrokerPorts): Record<string, string> {
  const listener = `PLAINTEXT://${localHost}:${client}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': `${nodeId}@${localHost}:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `${listener},CONTROLLER://${localHost}:${controller}`,
    'advertised.listeners': listener,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataFolder,
    // A misspelled topic is an error, not a new topic.
    'auto.create.topics.enable': 'false',
    ...oneOfEachInternalTopic,
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '2',
    'num.io.threads': '2',
    'log.cleaner.dedupe.buffer.size': '4194304',
    // After kill -9 the broker waits for its old self to time out: 5 s instead of 15.
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '300',
  };
}

const oneOfEachInternalTopic: Record<string, string> = {
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
};

/** As a Java properties file holds them. */
export function asProperties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
