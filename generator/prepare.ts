/** What must be true before the first reading: the source is readable, the broker answers, the topic exists. */
import { randomBytes } from 'node:crypto';
import { CourantError } from '../chain/errors.ts';
import { topicNames } from '../chain/names.ts';
import type { GeneratorProgress } from '../chain/progress.ts';
import { openKafka } from '../kafka/client.ts';
import type { Kafka, KafkaConnection } from '../kafka/client.ts';
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import { offsetMsOf, openSource } from './openSource.ts';
import type { OpenSource } from './openSource.ts';
import { shiftedToNow, sourceHash } from './resume/sourcePosition.ts';
import { systemClock } from './pace/pacer.ts';
import { resume } from './resume/resume.ts';
import type { Resumption } from './resume/resume.ts';
import type { Standing } from './source/resumePoint.ts';
import { refuseLateReplay } from './watermark.ts';

export interface Ground {
  readonly connection: KafkaConnection;
  readonly partitions: number;
  readonly producer: string;
  /** What an earlier run of this producer left, by partition. */
  readonly earlier: ReadonlyMap<number, GeneratorProgress>;
  readonly source: OpenSource;
  /** What an earlier run of a named producer left; absent for one without a name. */
  readonly resumption?: Resumption;
}

/**
 * A generator that starts before its broker waits for it; a source that cannot be read is told at once.
 * @returns `undefined` when the signal aborted meanwhile
 */
export async function prepare(
  options: GenerateOptions,
  io: GeneratorIo,
): Promise<Ground | undefined> {
  const connection = connectionOf(options);
  const say = noteOnce(io.say);
  let source = await openSource(options, Date.now(), say);
  try {
    const { kafka, hasWaited } = await reach(connection, io);
    if (kafka === undefined) {
      await source.close();
      return undefined;
    }
    try {
      const found = await look(kafka, options, io);
      const standing = standingNow(options, found.resumption?.standing);
      if (hasWaited || standing !== undefined) {
        await source.close();
        source = await openSource(options, Date.now(), say, standing);
      }
      await refuseLateReplay(kafka, options.chain.generator.source, source.feed);
      return { connection, source, ...found };
    } finally {
      await kafka.close();
    }
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Event times go on at now, unless they are the definition's own, or those of a replay. */
function standingNow(
  { chain }: GenerateOptions,
  standing: Standing | undefined,
): Standing | undefined {
  const { source } = chain.generator;
  if (standing === undefined || source.type === 'replay' || source.start !== undefined) {
    return standing;
  }
  return shiftedToNow(standing, Date.now(), (position) => offsetMsOf(chain, position));
}

/** What a source that is opened twice notes twice is said once. */
function noteOnce(say: GeneratorIo['say']): GeneratorIo['say'] {
  const noted = new Set<string>();
  return (happening) => {
    if (happening.event === 'note') {
      if (noted.has(happening.text)) return;
      noted.add(happening.text);
    }
    say(happening);
  };
}

function connectionOf({ connection }: GenerateOptions): KafkaConnection {
  if (connection !== undefined) return connection;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: 'no broker was named',
    hint: 'add --bootstrap-servers HOST:PORT, or --stdout to print the readings',
  });
}

interface Reached {
  /** `undefined` when the signal aborted. */
  readonly kafka: Kafka | undefined;
  readonly hasWaited: boolean;
}

const pauseMs = 250;

/** @throws CourantError COURANT_KAFKA_DENIED */
async function reach(connection: KafkaConnection, { say, signal }: GeneratorIo): Promise<Reached> {
  const sinceMs = systemClock.nowMs();
  let hasWaited = false;
  while (!signal.aborted) {
    try {
      const kafka = await openKafka(connection);
      const afterMs = Math.round(systemClock.nowMs() - sinceMs);
      if (hasWaited) say({ level: 'info', event: 'broker_back', afterMs });
      return { kafka, hasWaited };
    } catch (error) {
      if (!isAway(error)) throw error;
      if (!hasWaited) say(unreachable(connection, error));
      hasWaited = true;
    }
    await systemClock.sleep(pauseMs, signal);
  }
  return { kafka: undefined, hasWaited };
}

function isAway(error: unknown): error is CourantError {
  return error instanceof CourantError && error.code === 'COURANT_KAFKA_UNREACHABLE';
}

function unreachable({ bootstrapServers }: KafkaConnection, error: CourantError) {
  const seen = error.details[0] ?? error.message;
  return { level: 'warn', event: 'broker_unreachable', bootstrapServers, seen } as const;
}

type Found = Omit<Ground, 'connection' | 'source'>;

async function look(kafka: Kafka, options: GenerateOptions, io: GeneratorIo): Promise<Found> {
  const { chain, site, name } = options;
  const bounds = (await kafka.offsets([topicNames.readings])).get(topicNames.readings);
  if (bounds === undefined) throw await topicUnknown(kafka);
  const partitions = bounds.length;
  if (name === undefined) {
    const producer = `${chain.name}-${site}-${randomBytes(4).toString('hex')}`;
    return { partitions, producer, earlier: new Map() };
  }
  const resumption = await resume(kafka, {
    producer: name,
    site,
    partitions: bounds,
    source: sourceHash(options, partitions),
    mayWithhold: chain.generator.faults.withheld !== undefined,
    isSole: options.isSole === true,
    signal: io.signal,
  });
  const { reports } = resumption;
  const after = [...reports.values()].map(({ acknowledged }) => acknowledged.at(-1)?.[1] ?? -1);
  if (after.length > 0) io.say({ level: 'info', event: 'resumed', producer: name, after });
  return { partitions, producer: name, earlier: reports, resumption };
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
