/** Preparation of a run: the source is readable, the broker answers, the topic exists, the source is open. */
import { randomBytes } from 'node:crypto';
import { CourantError } from '../chain/errors.ts';
import { topicNames } from '../chain/names.ts';
import { openKafka } from '../kafka/client.ts';
import type { Kafka, KafkaConnection } from '../kafka/client.ts';
import { Fence } from '../kafka/fence.ts';
import { FreshProducer } from '../kafka/freshProducer.ts';
import { reportPartitions } from '../kafka/progressWriter.ts';
import { AwayNotice } from './awayNotice.ts';
import { Truth } from './faults/truth.ts';
import { lookAtSource } from './openSource.ts';
import type { OpenSource, UsableSource } from './openSource.ts';
import type { GenerateOptions, GeneratorIo } from './options.ts';
import { systemClock } from './pace/clock.ts';
import { sourceHash } from './resume/positionTracker.ts';
import { resume } from './resume/resume.ts';
import type { Resumption } from './resume/resume.ts';
import { untilSilent } from './resume/silence.ts';
import { writtenBehind } from './resume/writtenBehind.ts';
import type { SilenceOptions } from './resume/silence.ts';
import { refuseLateReplay } from './watermark.ts';

/** What a run begins with. */
export interface Prepared {
  readonly connection: KafkaConnection;
  readonly partitions: number;
  readonly producer: string;
  /** No other process writes under the producer's name, and none of its own connections that was given up. */
  readonly fence: Fence | FreshProducer;
  /** What an earlier run of a named producer left; absent for one without a name. */
  readonly resumption?: Resumption;
  /** What is injected on purpose; absent where no fault is asked for. */
  readonly truth?: Truth;
  readonly source: OpenSource;
}

/**
 * A generator that starts before its broker waits for it; a source that cannot be read is told at once.
 * @returns `undefined` when the signal aborted meanwhile
 */
export async function prepare(
  options: GenerateOptions,
  io: GeneratorIo,
): Promise<Prepared | undefined> {
  const connection = connectionOf(options);
  const usable = await lookAtSource(options, io.log);
  const kafka = await reach(connection, io);
  if (kafka === undefined) return undefined;
  try {
    const found = await lookAtTopic(kafka, { ...options, connection }, io);
    const truth = truthOf(options, found);
    const source = await open(usable, { ...found, truth }, { kafka, options });
    return { connection, ...found, truth, source };
  } finally {
    await kafka.close();
  }
}

function connectionOf({ connection }: GenerateOptions): KafkaConnection {
  if (connection !== undefined) return connection;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: 'no broker was named',
    hint: 'add --bootstrap-servers HOST:PORT, or --stdout to print the readings',
  });
}

const pauseMs = 250;

/**
 * @returns `undefined` when the signal aborted
 * @throws CourantError COURANT_KAFKA_DENIED
 */
async function reach(
  connection: KafkaConnection,
  { log, signal }: GeneratorIo,
): Promise<Kafka | undefined> {
  const sinceMs = systemClock.nowMs();
  const notice = new AwayNotice(connection.bootstrapServers, log);
  while (!signal.aborted) {
    try {
      const kafka = await openKafka(connection);
      notice.back(systemClock.nowMs() - sinceMs);
      return kafka;
    } catch (error) {
      if (!isAway(error)) throw error;
      notice.away(systemClock.nowMs(), error.details[0] ?? error.message);
    }
    await systemClock.sleep(pauseMs, signal);
  }
  return undefined;
}

function isAway(error: unknown): error is CourantError {
  return error instanceof CourantError && error.code === 'COURANT_KAFKA_UNREACHABLE';
}

type Found = Pick<Prepared, 'partitions' | 'producer' | 'resumption' | 'fence'>;

async function lookAtTopic(
  kafka: Kafka,
  options: GenerateOptions & { readonly connection: KafkaConnection },
  io: GeneratorIo,
): Promise<Found> {
  const { chain, site, name, connection } = options;
  const { readings, progress } = topicNames;
  const found = await kafka.offsets([readings, progress]);
  const partitions = found.get(readings)?.length;
  if (partitions === undefined) throw await topicUnknown(kafka);
  if (name === undefined) {
    const producer = `${chain.name}-${site}-${randomBytes(4).toString('hex')}`;
    return { partitions, producer, fence: await FreshProducer.open(connection) };
  }
  const producer = name;
  await untilSilent(kafka, silenceOf(producer, options, io));
  const fence = await Fence.takeOver(connection, producer, [
    { topic: readings, partitions: [...Array(partitions).keys()] },
    ...(found.has(progress) ? [reportPartitions] : []),
  ]);
  const resumption = await resume(kafka, {
    producer,
    site,
    // What was written until the fence stood is to be read.
    partitions: (await kafka.offsets([readings])).get(readings) ?? [],
    source: sourceHash(options, partitions),
    mayWithhold: chain.generator.faults.withheld !== undefined,
    isFenced: !fence.isFirst,
  });
  const reports = [...resumption.reports.values()];
  const after = reports.map(({ acknowledged }) => acknowledged.at(-1)?.[1] ?? -1);
  if (after.length > 0) io.log({ level: 'info', event: 'resumed', producer, after });
  return { partitions, producer, resumption, fence };
}

function silenceOf(
  producer: string,
  { isSole = false }: GenerateOptions,
  { signal, log }: GeneratorIo,
): SilenceOptions {
  const onWait = (ms: number) => {
    const text = `a generator named "${producer}" ended without a word, or runs: waiting ${ms / 1_000} s for its next report`;
    log({ level: 'info', event: 'note', text });
  };
  return { producer, isSole, signal, onWait };
}

async function topicUnknown(kafka: Kafka): Promise<CourantError> {
  const topics = await kafka.topics();
  return new CourantError({
    code: 'COURANT_TOPIC_UNKNOWN',
    message: `there is no topic "${topicNames.readings}" to write to`,
    details: [`topics: ${topics.sort().join(', ') || 'none'}`],
    left: 'nothing was sent',
    hint: 'courant up declares the topics of a chain',
  });
}

/** Present where a fault is asked for. */
function truthOf(
  { chain }: GenerateOptions,
  { producer, resumption }: Omit<Found, 'fence'>,
): Truth | undefined {
  const { faults } = chain.generator;
  if (Object.values(faults).every((fault) => fault === undefined)) return undefined;
  return new Truth({
    producer,
    topic: topicNames.readings,
    leastLateMs: faults.late?.least ?? null,
    earlier: resumption?.truths,
    againFrom: resumption?.resumePoint?.nextSeqs,
  });
}

/** The source, from where it goes on. @throws CourantError COURANT_REPLAY_INVALID */
async function open(
  usable: UsableSource,
  { producer, partitions, resumption, truth }: Omit<Prepared, 'connection' | 'source' | 'fence'>,
  { kafka, options }: { readonly kafka: Kafka; readonly options: GenerateOptions },
): Promise<OpenSource> {
  const resumePoint = resumption?.resumePoint;
  const isOfServer = options.chain.generator.source.type === 'sse';
  const written =
    isOfServer && resumption ? await writtenBehind(kafka, producer, resumption) : undefined;
  const startMs = Date.now();
  const source = await usable.open({ producer, partitions, startMs, resumePoint, truth, written });
  try {
    await refuseLateReplay(kafka, options.chain.generator.source, source);
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}
