/**
 * kafkajs below its public door, which nothing else knows but kafka/driver/produceBatch.ts: bounded reads, offsets and
 * metadata without a consumer group (a group join costs seconds). It holds for exactly one version, and refuses every
 * other.
 */
import Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker, ClusterMetadata } from 'kafkajs/src/cluster/index.js';
import defaultSocketFactory from 'kafkajs/src/network/socketFactory.js';
import loggers from 'kafkajs/src/loggers/index.js';
import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request.js';
import manifest from 'kafkajs/package.json' with { type: 'json' };
import type { ISocketFactory, KafkaConfig } from 'kafkajs';
import { CourantError } from '../../chain/errors.ts';
import { kafkajsVersion } from '../../chain/versions.ts';
import type { KafkaConnection } from '../connection.ts';
import { decodeFetchResponse } from '../wire/fetchResponse.ts';
import type { FetchedPartition } from '../wire/fetchResponse.ts';
import { clientLog } from './debug.ts';
import { quietRequestQueue } from './requestQueue.ts';

export type { Broker, ClusterMetadata };
export { Cluster };

/** A request of the protocol in one version, as kafkajs names it. */
export interface RequestVersion {
  readonly apiKey: number;
  readonly apiName: string;
  readonly apiVersion: number;
}

const fetchApi: RequestVersion = { apiKey: 1, apiName: 'Fetch', apiVersion: 11 };
/** Everything up to the high watermark: the chain writes no transactions. */
const readUncommitted = 0;

/** @throws CourantError COURANT_INTERNAL when another kafkajs is installed than the one this file was written for */
export function assertKafkajsVersion(found: string = manifest.version): void {
  if (found === kafkajsVersion) return;
  throw new CourantError({
    code: 'COURANT_INTERNAL',
    message: `kafkajs is ${found}, but kafka/driver/internals.ts was written for exactly ${kafkajsVersion}`,
    hint: `npm install --save-exact kafkajs@${kafkajsVersion}`,
  });
}

/**
 * While a broker is down kafkajs "disconnects" the same dead socket again and again, and each `unref` of a socket
 * without a handle leaves a listener behind: Node then warns of a leak.
 */
function quietSockets(create: ISocketFactory): ISocketFactory {
  return (options) => {
    const socket = create(options);
    socket.once('close', () => {
      socket.unref = () => socket;
    });
    return socket;
  };
}

/** What is under way fails as soon as `signal` aborts, and what is begun afterwards. */
function abortable(create: ISocketFactory, signal: AbortSignal): ISocketFactory {
  return (options) => {
    const socket = create(options);
    const end = (): void => {
      // Without an error kafkajs would not notice.
      socket.destroy(new Error('what was asked of Kafka was ended'));
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
    });
    return socket;
  };
}

/** Connection options that kafkajs's client and its cluster understand alike; timeouts in ms. */
export function connectionOptions(connection: KafkaConnection) {
  const { bootstrapServers, tls, sasl } = connection;
  // Getters, since kafkajs keeps the two objects for as long as the client lives and reads them at each connection.
  const ssl = tls && {
    get ca() {
      return [tls.ca];
    },
  };
  const login: KafkaConfig['sasl'] = sasl && {
    mechanism: 'scram-sha-512',
    username: sasl.username,
    get password() {
      return sasl.password;
    },
  };
  return {
    clientId: 'courant',
    brokers: [...bootstrapServers],
    ssl,
    sasl: login,
    socketFactory: quietSockets(connection.socketFactory ?? defaultSocketFactory()),
    connectionTimeout: 10_000,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    enforceRequestTimeout: true,
  };
}

export function createCluster(connection: KafkaConnection, signal?: AbortSignal): Cluster {
  assertKafkajsVersion();
  quietRequestQueue();
  const options = connectionOptions(connection);
  const { socketFactory } = options;
  return new Cluster({
    ...options,
    socketFactory: signal === undefined ? socketFactory : abortable(socketFactory, signal),
    logger: loggers.createLogger(clientLog),
    reauthenticationThreshold: 10_000,
    metadataMaxAge: 300_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
    allowAutoTopicCreation: false,
    isolationLevel: readUncommitted,
  });
}

export interface FetchOptions {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly position: number }[];
  /** How long the broker may wait for a first byte. */
  readonly maxWaitMs: number;
  readonly maxBytesAPartition: number;
}

/** One Fetch request to a partition's leader; the record batches come back undecoded. */
export async function fetchFrom(
  broker: Broker,
  options: FetchOptions,
): Promise<readonly FetchedPartition[]> {
  assertSpoken(broker.versions, fetchApi, 'use a broker of Apache Kafka 2.3 or later');
  try {
    const { partitions } = await broker.connectionPool.send({
      request: encodeFetch(options),
      response: { decode: decodeFetch, parse: (decoded) => Promise.resolve(decoded) },
      requestTimeout: options.maxWaitMs + 30_000,
      logResponseError: false,
    });
    return partitions;
  } catch (error) {
    // What kafkajs's own requests do: a closed connection is dropped, so that the next use opens a new one.
    if (error instanceof Error && /Connection/.test(error.name)) await broker.disconnect();
    throw error;
  }
}

function decodeFetch(payload: Buffer) {
  return Promise.resolve({
    clientSideThrottleTime: 0,
    partitions: decodeFetchResponse(payload),
  });
}

function encodeFetch({ topic, partitions, maxWaitMs, maxBytesAPartition }: FetchOptions): unknown {
  return fetchRequest({
    replicaId: -1,
    maxWaitTime: maxWaitMs,
    minBytes: 1,
    maxBytes: maxBytesAPartition * 4,
    isolationLevel: readUncommitted,
    topics: [
      {
        topic,
        partitions: partitions.map(({ partition, position }) => ({
          partition,
          fetchOffset: String(position),
          maxBytes: maxBytesAPartition,
        })),
      },
    ],
  });
}

/**
 * @param versions that the broker offers, by the request's key
 * @throws CourantError COURANT_KAFKA_UNREACHABLE
 */
export function assertSpoken(
  versions: Broker['versions'],
  { apiKey, apiName, apiVersion }: RequestVersion,
  hint: string,
): void {
  const range = versions[apiKey];
  if (range !== undefined && range.minVersion <= apiVersion && apiVersion <= range.maxVersion) {
    return;
  }
  throw new CourantError({
    code: 'COURANT_KAFKA_UNREACHABLE',
    message: `the broker does not speak ${apiName} version ${apiVersion}`,
    details: [`it offers ${range?.minVersion ?? '?'} to ${range?.maxVersion ?? '?'}`],
    hint,
  });
}
