/** Receivers of what is produced: the sink, which drops everything, and the broker of this machine. */
import { topicNames } from '../../chain/names.ts';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { startBroker } from '../../test/support/broker.ts';
import type { TestBroker } from '../../test/support/broker.ts';
import { Child, cpuSeconds, ownProcess } from '../processes.ts';
import type { SinkCount } from '../sink/topics.ts';

/** How many readings arrived, and when that was true, in ms. */
export interface Arrived {
  readonly atMs: number;
  readonly records: number;
  /** As they were sent; `null` where the receiver does not tell. */
  readonly bytes: number | null;
}

export interface Receiver {
  readonly name: 'sink' | 'broker';
  readonly servers: string;
  arrived(): Promise<Arrived>;
  cpuSeconds(): Promise<number>;
  close(): Promise<void>;
}

export class Sink implements Receiver {
  readonly name = 'sink';
  readonly #child: Child;
  readonly servers: string;

  private constructor(child: Child, servers: string) {
    this.#child = child;
    this.servers = servers;
  }

  static async start(): Promise<Sink> {
    const args = [ownProcess('sink')];
    const child = new Child({ file: process.execPath, args, isObserved: true });
    const { address } = (await child.told()) as { address: string };
    return new Sink(child, address);
  }

  async count(): Promise<SinkCount> {
    return (await this.#child.ask('count')) as SinkCount;
  }

  async arrived(): Promise<Arrived> {
    const { records, bytes } = await this.count();
    return { atMs: performance.now(), records, bytes };
  }

  cpuSeconds(): Promise<number> {
    return this.#child.cpuSeconds();
  }

  close(): Promise<void> {
    return this.#child.kill();
  }
}

/** A measurement writes gigabytes: what is old goes at once. */
const deletesSoon = {
  'log.retention.check.interval.ms': '1000',
  'log.segment.delete.delay.ms': '500',
  'log.initial.task.delay.ms': '500',
};
const keptBytes = { 'retention.bytes': '268435456', 'segment.bytes': '67108864' };

export class Broker implements Receiver {
  readonly name = 'broker';
  readonly servers: string;
  readonly #broker: TestBroker;
  readonly #kafka: Kafka;

  private constructor(broker: TestBroker, kafka: Kafka) {
    this.#broker = broker;
    this.#kafka = kafka;
    this.servers = broker.connection.bootstrapServers.join(',');
  }

  static async start(): Promise<Broker> {
    const broker = await startBroker({ settings: deletesSoon });
    const kafka = await openKafka(broker.connection);
    const one = { partitions: 1, replicationFactor: 1, config: {} };
    await kafka.declare([
      { name: topicNames.readings, ...one, partitions: 4, config: keptBytes },
      { name: topicNames.deadLetters, ...one },
      { name: topicNames.progress, ...one },
    ]);
    return new Broker(broker, kafka);
  }

  async arrived(): Promise<Arrived> {
    const offsets = (await this.#kafka.offsets([topicNames.readings])).get(topicNames.readings);
    const records = (offsets ?? []).reduce((sum, { end }) => sum + end, 0);
    return { atMs: performance.now(), records, bytes: null };
  }

  cpuSeconds(): Promise<number> {
    return cpuSeconds(this.#broker.pid ?? -1);
  }

  async close(): Promise<void> {
    await this.#kafka.close();
    await this.#broker.remove();
  }
}
