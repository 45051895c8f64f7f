/** The intake of a server's events: each is due when it comes. */
import { createHash } from 'node:crypto';
import type { SseSource } from '../../chain/chain.ts';
import { partitionOf } from '../../kafka/partitioner.ts';
import { RecordWriter } from '../batch/record.ts';
import type { Pacer } from '../pace/pacer.ts';
import { untilRoom } from '../source/intake.ts';
import type { Intake, RecordSink } from '../source/intake.ts';
import { mostCharacters } from './eventParser.ts';
import { eventReading } from './eventReading.ts';
import type { EventReading } from './eventReading.ts';
import type { EventStream } from './eventStream.ts';

/** How long it waits where nothing comes, in ms. */
const idleMs = 20;
/** So many events that were not in the topic: what an earlier run wrote behind its position does not come again. */
const mostNew = 10_000;

export interface EventIntakeOptions {
  readonly stream: EventStream;
  readonly source: SseSource;
  readonly producer: string;
  /** Ends after this many events in all. */
  readonly count: number;
  /** Events taken by earlier runs, and the id of the last one. */
  readonly position: number;
  readonly eventId: string;
  /** What an earlier run wrote behind that position: values by their hash, with how often each is there. */
  readonly written: ReadonlyMap<string, number>;
  onBad(number: number, reason: string): void;
}

export class EventIntake implements Intake {
  readonly mostATick = 2_000;
  readonly isTimed = true;
  readonly #options: EventIntakeOptions;
  readonly #records: RecordWriter;
  readonly #written: Map<string, number>;
  #newOnes = 0;
  #seenMs = 0;
  position: number;
  eventId: string;

  constructor(options: EventIntakeOptions) {
    this.#options = options;
    this.#records = new RecordWriter(options.producer);
    this.#written = new Map(options.written);
    this.position = options.position;
    this.eventId = options.eventId;
  }

  /** Meanwhile what lies behind the position is in the topic in part. */
  get isCatchingUp(): boolean {
    return this.#written.size > 0;
  }

  isCatchingUpIn(): boolean {
    return this.isCatchingUp;
  }

  get isEnded(): boolean {
    return this.#options.stream.isEnded || this.position >= this.#options.count;
  }

  get nextDueMs(): number {
    return this.#options.stream.isEmpty ? this.#seenMs + idleMs : 0;
  }

  isDue({ positionMs }: Pacer): boolean {
    this.#seenMs = positionMs;
    return !this.#options.stream.isEmpty;
  }

  async take(sink: RecordSink, _: Pacer, most: number, signal: AbortSignal): Promise<number> {
    const { stream, count } = this.#options;
    let taken = 0;
    while (taken < most && this.position < count && !signal.aborted) {
      if (!sink.hasRoom) {
        await untilRoom(sink, signal);
        continue;
      }
      const event = stream.take();
      if (event === undefined) break;
      this.position += 1;
      if (this.#takeOne(sink, event.data)) taken += 1;
      this.eventId = event.id;
    }
    sink.flush();
    return taken;
  }

  /** @returns whether a record was written */
  #takeOne(sink: RecordSink, data: string | undefined): boolean {
    const { source, onBad } = this.#options;
    const reading =
      data === undefined
        ? `it has more than ${mostCharacters} characters`
        : eventReading(data, source, Date.now());
    if (typeof reading === 'string') {
      onBad(this.position, reading);
      return false;
    }
    if (this.#isWritten(reading)) return false;
    this.#write(sink, reading);
    return true;
  }

  #isWritten({ value }: EventReading): boolean {
    if (this.#written.size === 0) return false;
    const hash = eventHash(value);
    const left = this.#written.get(hash) ?? 0;
    if (left > 1) this.#written.set(hash, left - 1);
    else this.#written.delete(hash);
    this.#newOnes = left > 0 ? 0 : this.#newOnes + 1;
    if (this.#newOnes > mostNew) this.#written.clear();
    return left > 0;
  }

  #write(sink: RecordSink, { key: text, value: json, eventTimeMs }: EventReading): void {
    const [key, value] = [Buffer.from(text), Buffer.from(json)];
    const partition = partitionOf(key, sink.partitions);
    const batch = sink.open(partition, this.#records.mostBytes(key, value), eventTimeMs);
    this.#records.write(batch, { key, value, seq: sink.giveSeq(partition), eventTimeMs });
  }
}

/** Of a reading's value but for its time, which may be when it came. */
export function eventHash(value: string): string {
  const timeless = value.replace(/,"event_time":"[^"]*"/, '');
  return createHash('sha1').update(timeless).digest('base64');
}
