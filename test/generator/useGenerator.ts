/** A broker a test file with a chain's topics, generators that write to it, and what verify says afterwards. */
import { ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { topicNames } from '../../chain/names.ts';
import { kafkaClient, openKafka } from '../../kafka/client.ts';
import type { Kafka, KafkaConnection } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import { generate } from '../../generator/generate.ts';
import type { GenerateSummary, LogEvent } from '../../generator/events.ts';
import type { GenerateOptions } from '../../generator/options.ts';
import { verify } from '../../verify/verify.ts';
import { startBroker } from '../support/broker.ts';
import type { TestBroker } from '../support/broker.ts';
import { Traces } from '../support/law.ts';

export interface GeneratorBench {
  readonly broker: TestBroker;
  readonly traces: Traces;
}

/** Call at the top of a test file; the fields are there once the tests run. */
export function useGenerator(): GeneratorBench {
  const bench = {} as { broker: TestBroker; traces: Traces };
  beforeAll(async () => {
    bench.broker = await startBroker();
    bench.traces = await Traces.open(bench.broker.connection);
  }, 120_000);
  afterAll(async () => {
    await bench.traces.close();
    await bench.broker.remove();
  });
  return bench;
}

type ChainFields = Readonly<Record<string, unknown>>;

export interface Run {
  readonly events: LogEvent[];
  readonly lines: string[];
  readonly stop: AbortController;
  readonly summary: Promise<GenerateSummary>;
  /** Returns when such an event was logged, at the latest when the run ended. */
  event(name: LogEvent['event']): Promise<LogEvent | undefined>;
}

/** Starts a generator in this process. @param generator fields of the definition's generator */
export function start(
  connection: KafkaConnection | undefined,
  generator: ChainFields = {},
  options: Partial<GenerateOptions> = {},
): Run {
  const events: LogEvent[] = [];
  const lines: string[] = [];
  const stop = new AbortController();
  const waiting = new Map<string, () => void>();
  const chain = resolveChain({ name: 'test', generator }, 'the test');
  const base = { chain, folder: '.', connection, site: '0', toStdout: connection === undefined };
  const summary = generate(
    { ...base, ...options },
    {
      log: (event) => {
        events.push(event);
        waiting.get(event.event)?.();
      },
      stdout: (line) => lines.push(line),
      signal: stop.signal,
    },
  );
  summary.catch(() => undefined);
  const find = (name: string) => events.find((event) => event.event === name);
  return {
    events,
    lines,
    stop,
    summary,
    event: async (name) => {
      const seen = new Promise<void>((resolve) => waiting.set(name, resolve));
      if (find(name) === undefined) await Promise.race([seen, summary.catch(() => undefined)]);
      return find(name);
    },
  };
}

export async function ledgers(kafka: Kafka) {
  return (await readProgress(kafka)).generators;
}

/** Lost, doubled and out of order, as verify counts them. */
export async function law(kafka: Kafka) {
  return verify(kafka, { deep: false });
}

/** Records in `readings`. */
export async function recordsIn(connection: KafkaConnection): Promise<number> {
  const kafka = await openKafka(connection);
  try {
    const partitions = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
    return partitions.reduce((sum, { start: first, end }) => sum + end - first, 0);
  } finally {
    await kafka.close();
  }
}

/** Batches of `readings` larger than this are refused from now on. */
export async function letTake(connection: KafkaConnection, bytes: number): Promise<void> {
  const admin = kafkaClient(connection).admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }];
  const resource = { type: ConfigResourceTypes.TOPIC, name: topicNames.readings, configEntries };
  await admin.alterConfigs({ validateOnly: false, resources: [resource] });
  await admin.disconnect();
}
