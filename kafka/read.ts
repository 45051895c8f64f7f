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
const boundedWaitMs = 500;
const followWaitMs = 500;

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
    const round = fetchRound(link, { topic, positions, maxWaitMs: followWaitMs }, signal);
    const fetched = await abortable(round, signal);
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
    if (open.length === 0) return undefined;
    return fetchRound(link, { topic, positions: open, maxWaitMs: boundedWaitMs });
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

interface Round {
  readonly topic: string;
  readonly positions: readonly Position[];
  readonly maxWaitMs: number;
}

/** One Fetch to each leader; retried as long as the link has patience. */
function fetchRound(link: Link, round: Round, signal?: AbortSignal): Promise<FetchedPartition[]> {
  const attempt = async () => {
    const byLeader = groupByLeader(link, round);
    const answers = await Promise.all(
      [...byLeader].map(([node, positions]) => fetchFromNode(link, node, { ...round, positions })),
    );
    const fetched = answers.flat();
    await settleErrors(link, round, fetched);
    return fetched.filter(({ errorCode }) => errorCode === errorCodes.none);
  };
  return link.retrying(`reading topic "${round.topic}"`, attempt, signal);
}

async function fetchFromNode(link: Link, node: number, round: Round) {
  const broker = await link.broker(node);
  return fetchFrom(broker, { ...round, partitions: round.positions, maxBytesAPartition });
}

function groupByLeader(link: Link, { topic, positions }: Round): Map<number, Position[]> {
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
  { topic, positions }: Round,
  fetched: readonly FetchedPartition[],
): Promise<void> {
  const outside: number[] = [];
  for (const { partition, errorCode } of fetched) {
    if (errorCode === errorCodes.offsetOutOfRange) outside.push(partition);
    else if (errorCode !== errorCodes.none) throw new FetchError(topic, partition, errorCode);
  }
  if (outside.length === 0) return;
  const [listed] = await link.listOffsets(new Map([[topic, outside]]), 'start');
  for (const { partition, offset } of listed?.partitions ?? []) {
    const position = positions.find((p) => p.partition === partition);
    if (position) moveInside(position, Number(offset));
  }
}

/** Behind the log's start: go on there. Beyond its end (the topic was made anew): nothing to read, or begin again. */
function moveInside(position: Position, logStart: number): void {
  const isBehind = position.position < logStart;
  const isFollowing = position.end === Number.MAX_SAFE_INTEGER;
  position.position = isBehind || isFollowing ? logStart : position.end;
}
