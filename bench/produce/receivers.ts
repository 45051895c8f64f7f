/** Receivers of what is produced: the sink, which drops everything, and the broker of this machine. */
import { topicNames } from '../../chain/names.ts';
import { openKafka } from '../../kafka/client.ts';
import { startBroker } from '../../test/support/broker.ts';
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
  /** What the sink counted; a broker does not. */
  count?(): Promise<SinkCount>;
  cpuSeconds(): Promise<number>;
  close(): Promise<void>;
}

export function startReceiver(name: string): Promise<Receiver> {
  return name === 'broker' ? broker() : sink();
}

async function sink(): Promise<Receiver> {
  const args = [ownProcess('sink')];
  const child = new Child({ file: process.execPath, args, isObserved: true });
  const { address } = (await child.told()) as { address: string };
  const count = async (): Promise<SinkCount> => (await child.ask('count')) as SinkCount;
  return {
    name: 'sink',
    servers: address,
    count,
    arrived: async () => {
      const { records, bytes } = await count();
      return { atMs: performance.now(), records, bytes };
    },
    cpuSeconds: () => child.cpuSeconds(),
    close: () => child.kill(),
  };
}

/** A measurement writes gigabytes: what is old goes at once. */
const deletesSoon = {
  'log.retention.check.interval.ms': '1000',
  'log.segment.delete.delay.ms': '500',
  'log.initial.task.delay.ms': '500',
};
const keptBytes = { 'retention.bytes': '268435456', 'segment.bytes': '67108864' };

async function broker(): Promise<Receiver> {
  const started = await startBroker({ settings: deletesSoon });
  const kafka = await openKafka(started.connection);
  const one = { partitions: 1, replicationFactor: 1, config: {} };
  await kafka.declare([
    { name: topicNames.readings, ...one, partitions: 4, config: keptBytes },
    { name: topicNames.deadLetters, ...one },
    { name: topicNames.progress, ...one },
  ]);
  return {
    name: 'broker',
    servers: started.connection.bootstrapServers.join(','),
    arrived: async () => {
      const offsets = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
      const records = offsets.reduce((sum, { end }) => sum + end, 0);
      return { atMs: performance.now(), records, bytes: null };
    },
    cpuSeconds: () => cpuSeconds(started.pid ?? -1),
    close: async () => {
      await kafka.close();
      await started.remove();
    },
  };
}
