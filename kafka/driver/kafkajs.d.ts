/** The parts of kafkajs 2.2.4 below its public door that kafka/driver/internals.ts uses; kafkajs declares no types for them. */

declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, KafkaConfig, Logger, RetryOptions } from 'kafkajs';

  export interface PartitionMetadata {
    readonly partitionErrorCode: number;
    readonly partitionId: number;
    readonly leader: number;
  }
  export interface ClusterMetadata {
    readonly controllerId: number;
    readonly brokers: readonly { nodeId: number; host: string; port: number }[];
    readonly topicMetadata: readonly {
      topic: string;
      partitionMetadata: readonly PartitionMetadata[];
    }[];
  }
  export interface ProtocolRequest<Parsed> {
    readonly request: unknown;
    readonly response: {
      decode(payload: Buffer): Promise<Parsed & { clientSideThrottleTime: number }>;
      parse(decoded: Parsed): Promise<Parsed>;
    };
    readonly requestTimeout?: number;
    readonly logResponseError?: boolean;
  }
  export interface TopicToCreate {
    topic: string;
    numPartitions: number;
    replicationFactor: number;
    configEntries: { name: string; value: string }[];
  }
  export interface Broker {
    readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>>;
    readonly connectionPool: {
      send<Parsed>(request: ProtocolRequest<Parsed>): Promise<Parsed>;
    };
    disconnect(): Promise<void>;
    deleteTopics(request: { topics: string[]; timeout: number }): Promise<unknown>;
    createTopics(request: { topics: TopicToCreate[]; timeout: number }): Promise<unknown>;
    /** @param coordinatorType 0 of a group, 1 of transactions */
    findGroupCoordinator(options: {
      groupId: string;
      coordinatorType: number;
    }): Promise<{ coordinator: { nodeId: number } }>;
    addPartitionsToTxn(request: {
      transactionalId: string;
      producerId: string;
      producerEpoch: number;
      topics: readonly { topic: string; partitions: readonly number[] }[];
    }): Promise<unknown>;
    endTxn(request: {
      transactionalId: string;
      producerId: string;
      producerEpoch: number;
      /** True: commit, false: abort. */
      transactionResult: boolean;
    }): Promise<unknown>;
  }
  export interface ListedOffsets {
    readonly topic: string;
    readonly partitions: readonly { partition: number; offset: string }[];
  }
  export default class Cluster {
    constructor(options: {
      logger: Logger;
      socketFactory: ISocketFactory;
      brokers: string[];
      ssl?: KafkaConfig['ssl'];
      sasl?: KafkaConfig['sasl'];
      clientId: string;
      connectionTimeout: number;
      authenticationTimeout: number;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      reauthenticationThreshold: number;
      metadataMaxAge: number;
      retry: RetryOptions;
      allowAutoTopicCreation: boolean;
      isolationLevel: number;
    });
    readonly brokerPool: {
      readonly metadata: ClusterMetadata | null;
      /** An empty list means every topic. */
      refreshMetadata(topics: string[]): Promise<void>;
    };
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    findBroker(options: { nodeId: number }): Promise<Broker>;
    fetchTopicsOffset(
      topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
    ): Promise<ListedOffsets[]>;
  }
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export interface SocketRequest {
    /** Ms since the epoch; `null` before it was sent. */
    readonly sentAt: number | null;
    /** Ms. */
    readonly requestTimeout: number;
    timeoutRequest(): void;
  }
  export interface PushedRequest {
    readonly entry: {
      readonly apiKey: number;
      readonly apiName: string;
      readonly apiVersion: number;
      readonly correlationId: number;
      resolve(answer: { payload: Buffer }): void;
      reject(error: unknown): void;
    };
    readonly expectResponse: boolean;
    /** Ms; `null`: as the client is configured. */
    readonly requestTimeout: number | null;
    /** Called when its turn has come. */
    sendRequest(): void;
  }
  export default class RequestQueue {
    push(request: PushedRequest): void;
    /** @param clientSideThrottleTime ms */
    maybeThrottle(clientSideThrottleTime: number): void;
    readonly enforceRequestTimeout: boolean;
    requestTimeoutIntervalId: NodeJS.Timeout | undefined;
    readonly inflight: ReadonlyMap<number, SocketRequest>;
    isConnected(): boolean;
    sendSocketRequest(request: SocketRequest): void;
    scheduleRequestTimeoutCheck(): void;
    destroy(): void;
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    readonly pending: readonly unknown[];
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  export default function defaultSocketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/loggers/index.js' {
  import type { LogEntry, Logger } from 'kafkajs';
  export function createLogger(options: {
    level: number;
    logCreator: () => (entry: LogEntry) => void;
  }): Logger;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  export default function fetchRequest(options: {
    replicaId: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    topics: {
      topic: string;
      partitions: { partition: number; fetchOffset: string; maxBytes: number }[];
    }[];
  }): unknown;
}

declare module 'kafkajs/src/broker/index.js' {
  import type { Socket } from 'node:net';
  import type RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

  export interface ProduceArguments {
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly messages: readonly { readonly value: unknown }[];
      }[];
    }[];
    readonly acks?: number;
    /** Ms. */
    readonly timeout?: number;
    /** A whole number of 64 bits, as text. */
    readonly producerId: string | number;
    readonly producerEpoch: number;
  }
  export interface InitArguments {
    readonly transactionalId?: string;
    /** Ms; whatever the producer was given. */
    readonly transactionTimeout: unknown;
  }
  export interface Connection {
    readonly clientId: string;
    readonly socket: Socket;
    readonly requestQueue: RequestQueue;
    isAuthenticated(): boolean;
    /** Does nothing without SASL. */
    authenticate(): Promise<void>;
    /** @throws KafkaJSConnectionError */
    failIfNotConnected(): void;
    nextCorrelationId(): number;
  }
  export default class Broker {
    /** `null` before the first connection. */
    readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
    readonly connectionPool: {
      /** Connected. */
      getConnectionByRequest(of: { request: { apiKey: number } }): Promise<Connection>;
    };
    disconnect(): Promise<void>;
    produce(request: ProduceArguments): Promise<unknown>;
    initProducerId(request: InitArguments): Promise<{ producerId: string; producerEpoch: number }>;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    /** @param bytes room that is made at first */
    constructor(bytes: number);
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: string): this;
    /** Zig-zag. */
    writeVarInt(value: number): this;
    writeUVarInt(value: number): this;
    writeUVarIntString(value: string | null): this;
    writeString(value: string | null): this;
    readonly buffer: Buffer;
  }
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  import type { ProtocolRequest } from 'kafkajs/src/cluster/index.js';
  const response: ProtocolRequest<object>['response'];
  export default response;
}
