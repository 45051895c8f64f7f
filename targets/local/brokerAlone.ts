/** The broker without the rest of the chain, for as long as a command needs what is in it. */
import { mkdir, rm } from 'node:fs/promises';
import { CourantError } from '../../chain/errors.ts';
import { openKafka } from '../../kafka/client.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { endProcess, identityOf, isAlive, start } from '../machine/processes.ts';
import type { RunningProcess } from '../machine/processes.ts';
import type { ChainFolder } from '../target.ts';
import { waitFor } from '../wait.ts';
import {
  bootstrapServersOf,
  brokerCommand,
  freeBrokerPorts,
  prepareBroker,
} from './java/broker.ts';
import { archiveFlags, classArchive } from './java/classArchive.ts';
import type { Environment } from '../machine/environment.ts';
import { writeJsonFile } from '../machine/jsonFile.ts';
import { javaProgram } from './java/javaCommand.ts';
import { beginLog, lastLines } from './logFiles.ts';
import { localPaths } from './paths.ts';
import type { LocalPaths } from './paths.ts';
import { silentReporter } from '../steps.ts';
import { getBrokerSoftware } from './java/software.ts';
import { readAlone } from './stateFiles.ts';

const startDeadlineMs = 90_000;
const otherDeadlineMs = 120_000;
const endPatienceMs = 15_000;

export async function withBrokerAlone<T>(
  chainFolder: ChainFolder,
  environment: Environment,
  use: (connection: KafkaConnection) => Promise<T>,
): Promise<T> {
  const paths = localPaths(chainFolder.folder);
  await waitForOther(paths);
  const { broker, connection } = await startAlone(chainFolder, environment);
  try {
    await answers(connection, broker, paths);
    return await use(connection);
  } finally {
    await endProcess(broker, endPatienceMs);
    await rm(paths.alone, { force: true });
  }
}

/** Two commands cannot open the same data: the second waits for the first. */
async function waitForOther(paths: LocalPaths): Promise<void> {
  await waitFor({
    poll: async () => {
      const other = await readAlone(paths);
      return other === undefined || !(await isAlive(other.owner)) ? true : undefined;
    },
    deadlineMs: otherDeadlineMs,
    late: () =>
      new CourantError({
        code: 'COURANT_NOT_READY',
        message: `another command has held the broker's data for ${otherDeadlineMs / 1_000} s`,
        hint: 'wait until it is done, then run the command again',
      }),
  });
}

async function startAlone(
  chainFolder: ChainFolder,
  environment: Environment,
): Promise<{ broker: RunningProcess; connection: KafkaConnection }> {
  const paths = localPaths(chainFolder.folder);
  const { signal } = new AbortController();
  const software = await getBrokerSoftware({ environment, report: silentReporter, signal });
  const ports = await freeBrokerPorts();
  for (const folder of [paths.logs, paths.temporary]) await mkdir(folder, { recursive: true });
  await prepareBroker(chainFolder.folder, ports);
  const command = brokerCommand({
    chainFolder: chainFolder.folder,
    chain: chainFolder.chain,
    java: software.java,
    jars: software.kafkaJars,
  });
  const archive = await classArchive(command, environment, paths.temporary);
  const log = paths.log('kafka');
  await beginLog(log);
  const flags = archive.isMade ? archiveFlags(archive) : [];
  const broker = await start(javaProgram(command, flags, environment), { log, apart: true });
  const bootstrapServers = bootstrapServersOf(ports);
  const owner = await identityOf(process.pid);
  const { pid, startedAt } = broker;
  await writeJsonFile(paths.alone, { owner, broker: { pid, startedAt }, bootstrapServers });
  return { broker, connection: { bootstrapServers } };
}

async function answers(
  connection: KafkaConnection,
  broker: RunningProcess,
  paths: LocalPaths,
): Promise<void> {
  await waitFor({
    poll: async () => {
      if (!(await isAlive(broker))) {
        throw new CourantError({
          code: 'COURANT_LEG_FAILED',
          message: 'the broker could not be started',
          details: (await lastLines(paths.log('kafka'), 3)).map((line) => line.slice(0, 300)),
          hint: 'see all it said: courant logs kafka',
        });
      }
      const kafka = await openKafka(connection).catch(() => undefined);
      await kafka?.close();
      return kafka === undefined ? undefined : true;
    },
    deadlineMs: startDeadlineMs,
    everyMs: 50,
    late: () =>
      new CourantError({
        code: 'COURANT_NOT_READY',
        message: `the broker did not answer within ${startDeadlineMs / 1_000} s`,
        hint: 'see what it says: courant logs kafka',
      }),
  });
}
