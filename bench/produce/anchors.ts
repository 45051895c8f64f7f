/** The anchors that are not Node: Kafka's own ProducerPerformance, and kcat. Both send the lines of one file. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { topicNames } from '../../chain/names.ts';
import { findProgram } from '../../targets/machine/programs.ts';
import { brokerJars, jarsOf } from '../../test/support/jars.ts';
import { Child } from '../processes.ts';
import type { Client } from './measure.ts';
import { benchSite, plainProducer } from './plainReading.ts';
import { toolJars } from './toolJars.ts';

export const courant = fileURLToPath(new URL('../../bin/courant.mjs', import.meta.url));

/** Those of Kafka's own `kafka-producer-perf-test.sh`. */
const javaFlags = [
  '-Xmx512M',
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
];

/** The settings that made it fastest here. */
const tuned = ['batch.size=262144', 'linger.ms=10'];

export async function javaClients(payloads: string): Promise<Client[]> {
  const classPath = [...(await brokerJars()), ...(await jarsOf(toolJars))].join(':');
  const client = (name: string, settings: readonly string[]): Client => ({
    name,
    start: (servers) =>
      new Child({
        file: 'java',
        args: [
          ...javaFlags,
          ...['-cp', classPath, 'org.apache.kafka.tools.ProducerPerformance'],
          ...['--topic', topicNames.readings, '--payload-file', payloads],
          ...['--num-records', '100000000000', '--throughput', '-1'],
          ...['--command-property', `bootstrap.servers=${servers}`],
          ...['acks=all', 'enable.idempotence=true', ...settings],
        ],
      }),
  });
  return [
    client('java', []),
    client('java-tuned', tuned),
    client('java-tuned-zstd', [...tuned, 'compression.type=zstd']),
  ];
}

/** kcat where it is on PATH. */
export async function kcatClients(payloads: string): Promise<Client[]> {
  if ((await findProgram('kcat', process.env)) === undefined) return [];
  const client = (name: string, settings: readonly string[]): Client => ({
    name,
    start: (servers) =>
      new Child({
        file: 'kcat',
        args: [
          ...['-P', '-b', servers, '-t', topicNames.readings],
          ...['acks=all', 'enable.idempotence=true', ...settings].flatMap((one) => ['-X', one]),
        ],
        input: linesForEver(payloads),
      }),
  });
  return [client('kcat', []), client('kcat-zstd', ['compression.codec=zstd'])];
}

/** Leads a group of its own, by which the shell is ended with what it runs. */
function linesForEver(file: string): ChildProcess {
  return spawn('sh', ['-c', 'while cat "$1"; do :; done', 'sh', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
}

const lines = 100_000;

/**
 * Readings of the generator itself, as lines of the size that its records have: these clients send no key, and no header
 * that changes from record to record, so producer and sequence number are in the value.
 */
export async function writePayloads(folder: string): Promise<string> {
  const args = ['generate', '--stdout', '--sample', String(lines), '--site', benchSite];
  const { stdout } = await execa(process.execPath, [courant, ...args], { cwd: folder });
  const made = stdout.split('\n').map((reading, index) => {
    const accounting = { producer: plainProducer, seq: String(1_000_000 + index), format: 'v2' };
    return `${reading.slice(0, -1)},${JSON.stringify(accounting).slice(1)}`;
  });
  const file = join(folder, 'payloads.ndjson');
  await writeFile(file, made.join('\n'));
  return file;
}
