/**
 * Just enough of the Kafka protocol to be produced to: each request as kafkajs, the Java client and librdkafka send it,
 * in the versions offered here ("Protocol Messages" in Kafka's documentation).
 */
import { sinkTopics } from './topics.ts';
import type { Tally } from './topics.ts';
import { WireReader } from '../../kafka/wire/reader.ts';
import { WireWriter } from './wire.ts';

const keys = {
  produce: 0,
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  apiVersions: 18,
  initProducerId: 22,
} as const;

/** Versions before each request's flexible ones, but for what clients ask for in newer ones: ApiVersions, InitProducerId. */
const offered: readonly (readonly [key: number, lowest: number, highest: number])[] = [
  [keys.produce, 3, 8],
  // Never answered: librdkafka takes it for the sign that the broker knows record batches and zstd.
  [keys.fetch, 4, 11],
  [keys.listOffsets, 1, 3],
  [keys.metadata, 1, 7],
  [keys.apiVersions, 0, 4],
  [keys.initProducerId, 0, 4],
];
const nodeId = 1;
const noError = 0;
const unknownTopic = 3;

export interface Place {
  readonly host: string;
  readonly port: number;
}

interface Request {
  readonly version: number;
  readonly body: WireReader;
  readonly answer: WireWriter;
}

export class Answers {
  readonly #place: Place;
  readonly #tally: Tally;
  #producers = 0;

  constructor(place: Place, tally: Tally) {
    this.#place = place;
    this.#tally = tally;
  }

  /** @returns the framed answer; nothing where none is wanted @throws on a request that was not offered */
  to(frame: Buffer): Buffer | undefined {
    const body = new WireReader(frame);
    const [key, version, correlationId] = [body.int16(), body.int16(), body.int32()];
    body.string(); // The client's name.
    const request = { version, body, answer: new WireWriter().int32(correlationId) };
    return this.#isAnswered(key, request) ? request.answer.framed() : undefined;
  }

  #isAnswered(key: number, request: Request): boolean {
    switch (key) {
      case keys.produce:
        return this.#produce(request);
      case keys.metadata:
        return this.#metadata(request);
      case keys.listOffsets:
        return this.#listOffsets(request);
      case keys.apiVersions:
        return apiVersions(request);
      case keys.initProducerId:
        return this.#initProducerId(request);
      default:
        throw new Error(`the sink has no answer to a request with key ${key}`);
    }
  }

  #produce({ version, body, answer }: Request): boolean {
    body.string(); // Transactional id.
    const acks = body.int16();
    body.int32(); // Timeout.
    const topics = body.array(() => {
      const topic = body.string() ?? '';
      const partitions = body.array(() => {
        const partition = body.int32();
        return { partition, offset: this.#tally.take(topic, partition, body.bytes()) };
      });
      return { topic, partitions: partitions ?? [] };
    });
    answer.array(topics ?? [], ({ topic, partitions }) => {
      answer.string(topic).array(partitions, ({ partition, offset }) => {
        answer.int32(partition).int16(noError).int64(offset).int64(-1);
        if (version >= 5) answer.int64(0); // Where the log starts.
        if (version >= 8) answer.int32(0).string(null); // Errors of single records.
      });
    });
    answer.int32(0);
    return acks !== 0;
  }

  #metadata({ version, body, answer }: Request): boolean {
    const asked = body.array(() => body.string() ?? '') ?? [...sinkTopics.keys()];
    if (version >= 3) answer.int32(0);
    answer.int32(1).int32(nodeId).string(this.#place.host).int32(this.#place.port).string(null);
    if (version >= 2) answer.string('bench-sink');
    answer.int32(nodeId).array(asked, (topic) => {
      const partitions = sinkTopics.get(topic) ?? 0;
      answer.int16(partitions > 0 ? noError : unknownTopic);
      answer.string(topic).int8(0).int32(partitions);
      for (let partition = 0; partition < partitions; partition += 1) {
        answer.int16(noError).int32(partition).int32(nodeId);
        if (version >= 7) answer.int32(0); // Leader epoch.
        answer.int32(1).int32(nodeId).int32(1).int32(nodeId);
        if (version >= 5) answer.int32(0); // Offline replicas.
      }
    });
    return true;
  }

  #listOffsets({ version, body, answer }: Request): boolean {
    body.skip(version >= 2 ? 5 : 4); // Replica, isolation level.
    const topics = body.array(() => ({
      topic: body.string() ?? '',
      partitions: body.array(() => {
        const partition = body.int32();
        // −2 asks for the start, which stays 0.
        const [high, low] = [body.int32(), body.int32()];
        return { partition, isStart: high === -1 && low === -2 };
      }),
    }));
    if (version >= 2) answer.int32(0);
    answer.array(topics ?? [], ({ topic, partitions }) => {
      answer.string(topic).array(partitions ?? [], ({ partition, isStart }) => {
        const offset = isStart ? 0 : this.#tally.endOffset(topic, partition);
        answer.int32(partition).int16(noError).int64(-1).int64(offset);
      });
    });
    return true;
  }

  #initProducerId({ version, answer }: Request): boolean {
    this.#producers += 1;
    // From version 2 on the header and the answer end with their tagged fields: none.
    if (version >= 2) answer.int8(0);
    answer.int32(0).int16(noError).int64(this.#producers).int16(0);
    if (version >= 2) answer.int8(0);
    return true;
  }
}

function apiVersions({ version, answer }: Request): boolean {
  answer.int16(noError);
  // From version 3 on, lengths are varints of one more, and each struct ends with its tagged fields: none.
  if (version >= 3) answer.int8(offered.length + 1);
  else answer.int32(offered.length);
  for (const [key, lowest, highest] of offered) {
    answer.int16(key).int16(lowest).int16(highest);
    if (version >= 3) answer.int8(0);
  }
  if (version >= 1) answer.int32(0);
  if (version >= 3) answer.int8(0);
  return true;
}
