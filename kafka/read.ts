/** Bounded and endless reads of a topic without a consumer group: from given offsets to fixed ends, or on and on. */
import { nextOffsetOf, visitRecords } from './wire/recordView.ts';
import type { RecordView } from './wire/recordView.ts';
import type { FetchedPartition } from './wire/fetchResponse.ts';
import { fetchFrom } from './driver/internals.ts';
import type { Link } from './driver/link.ts';
import type { PartitionOffsets, TopicRecord } from './records.ts';

/** A partition's fetched bytes and the offsets in them that were asked for. */
interface Block {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  readonly batches: Buffer;
}

interface Position {
  readonly partition: number;
  position: number;
  readonly end: number;
}

const maxBytesAPartition = 1_048_576;
/** How long a broker may wait for a first byte. */
const maxWaitMs = 500;

const errorCodes = { none: 0, offsetOutOfRange: 1 } as const;

/** A partition answered with an error code; most pass when the leader is asked anew. */
class FetchError extends Error {
  override readonly name = 'KafkaJSProtocolError';
  readonly code: number;
  constructor(topic: string, partition: number, code: number) {
    super(`topic "${topic}" partition ${partition}: the broker answered with error ${code}`);
    this.code = code;
  }
}

/** Visits every record of the ranges; partitions advance side by side, each in order. Memory stays flat. */
export async function scanTopic(
  link: Link,
  topic: string,
  ranges: readonly PartitionOffsets[],
  visit: (record: RecordView) => void,
): Promise<void> {
  for await (const block of boundedBlocks(link, topic, ranges)) {
    visitRecords(block.batches, { topic, ...block }, visit);
  }
}

/** The records of the ranges, in blocks of one partition each. */
export async function* readTopic(
  link: Link,
  topic: string,
  ranges: readonly PartitionOffsets[],
): AsyncGenerator<readonly TopicRecord[]> {
  for await (const block of boundedBlocks(link, topic, ranges)) {
    const records = recordsOf(topic, block);
    if (records.length > 0) yield records;
  }
}

/** Records from the given offsets on, as they come; ends when `signal` aborts. */
export async function* followTopic(
  link: Link,
  topic: string,
  from: readonly { partition: number; start: number }[],
  signal: AbortSignal,
): AsyncGenerator<readonly TopicRecord[]> {
  const positions = from.map(({ partition, start }) => ({
    partition,
    position: start,
    end: Number.MAX_SAFE_INTEGER,
  }));
  while (!signal.aborted && positions.length > 0) {
    const fetched = await abortable(fetchRound(link, topic, positions, signal), signal);
    for (const block of advance(positions, fetched ?? [])) {
      const records = recordsOf(topic, block);
      if (records.length > 0) yield records;
    }
    positions.push(...positions.splice(0, 1)); // the broker fills its answer in this order
  }
}

/** The outcome, or `undefined` as soon as the signal aborts; what comes after that is let go. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    work
      .then(resolve, (error: unknown) => {
        if (signal.aborted) resolve(undefined);
        else reject(error as Error);
      })
      .finally(() => {
        signal.removeEventListener('abort', stop);
      });
  });
}

function recordsOf(topic: string, block: Block): TopicRecord[] {
  const records: TopicRecord[] = [];
  visitRecords(block.batches, { topic, ...block }, (record) => records.push(record.toRecord()));
  return records;
}

/** The next round is fetched while the caller works on this one. */
async function* boundedBlocks(
  link: Link,
  topic: string,
  ranges: readonly PartitionOffsets[],
): AsyncGenerator<Block> {
  const positions = ranges
    .filter(({ start, end }) => start < end)
    .map(({ partition, start, end }) => ({ partition, position: start, end }));
  const next = () => {
    const open = positions.filter(({ position, end }) => position < end);
    return open.length === 0 ? undefined : fetchRound(link, topic, open);
  };
  for (let round = next(); round !== undefined;) {
    const fetched = await round;
    const blocks = advance(positions, fetched);
    if (fetched.every(({ batches }) => batches.length === 0)) closeExhausted(positions, fetched);
    positions.push(...positions.splice(0, 1)); // the broker fills its answer in this order
    round = next();
    round?.catch(() => undefined); // reported when it is awaited
    yield* blocks;
  }
}

/** Moves the positions past what was fetched and returns what there is to visit. */
function advance(positions: readonly Position[], fetched: readonly FetchedPartition[]): Block[] {
  return fetched.flatMap(({ partition, batches }) => {
    const position = positions.find((p) => p.partition === partition);
    const nextOffset = nextOffsetOf(batches);
    if (position === undefined || nextOffset === undefined) return [];
    const { position: start, end } = position;
    position.position = Math.max(start, nextOffset);
    return [{ partition, start, end, batches }];
  });
}

/** A compacted log may hold nothing between here and its end: then the broker answers with nothing at all. */
function closeExhausted(
  positions: readonly Position[],
  fetched: readonly FetchedPartition[],
): void {
  for (const { partition, highWatermark } of fetched) {
    const position = positions.find((p) => p.partition === partition);
    if (position && highWatermark >= position.end) position.position = position.end;
  }
}

/** One Fetch to each leader; retried as long as the link has patience. */
function fetchRound(
  link: Link,
  topic: string,
  positions: readonly Position[],
  signal?: AbortSignal,
): Promise<FetchedPartition[]> {
  const attempt = async () => {
    const answers = await Promise.all(
      [...groupByLeader(link, topic, positions)].map(async ([node, partitions]) => {
        const broker = await link.broker(node);
        return fetchFrom(broker, { topic, partitions, maxWaitMs, maxBytesAPartition });
      }),
    );
    const fetched = answers.flat();
    await settleErrors(link, topic, positions, fetched);
    return fetched.filter(({ errorCode }) => errorCode === errorCodes.none);
  };
  return link.retrying(`reading topic "${topic}"`, attempt, signal);
}

function groupByLeader(
  link: Link,
  topic: string,
  positions: readonly Position[],
): Map<number, Position[]> {
  const leaders = link.leaders(topic);
  if (leaders === undefined) throw link.unknownTopic(topic);
  const groups = new Map<number, Position[]>();
  for (const position of positions) {
    const node = leaders.find(({ partition }) => partition === position.partition)?.leader ?? -1;
    groups.set(node, [...(groups.get(node) ?? []), position]);
  }
  return groups;
}

/** Records that retention took away meanwhile are passed over; any other error asks for another try. */
async function settleErrors(
  link: Link,
  topic: string,
  positions: readonly Position[],
  fetched: readonly FetchedPartition[],
): Promise<void> {
  const outside: number[] = [];
  for (const { partition, errorCode } of fetched) {
    if (errorCode === errorCodes.offsetOutOfRange) outside.push(partition);
    else if (errorCode !== errorCodes.none) throw new FetchError(topic, partition, errorCode);
  }
  if (outside.length === 0) return;
  const listed = await link.listOffsets(new Map([[topic, outside]]), 'start');
  for (const [partition, logStart] of listed.get(topic) ?? []) {
    const position = positions.find((p) => p.partition === partition);
    if (position) moveInside(position, logStart);
  }
}

/** Behind the log's start: go on there. Beyond its end (the topic was made anew): nothing to read, or begin again. */
function moveInside(position: Position, logStart: number): void {
  const isBehind = position.position < logStart;
  const isFollowing = position.end === Number.MAX_SAFE_INTEGER;
  position.position = isBehind || isFollowing ? logStart : position.end;
}
