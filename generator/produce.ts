/** Readings to Kafka: prepare, take and send at the pace, settle, report. */
import { topicNames } from '../chain/names.ts';
import { chooseCodec } from './batch/chooseCodec.ts';
import { DeadLetters } from './account/deadLetters.ts';
import { Publisher } from './account/publisher.ts';
import { since, tallied } from './account/tally.ts';
import { deliveryError, fatalError } from './deliveryErrors.ts';
import { tuneEngine } from './engine.ts';
import type { Figures, GenerateSummary, Tally } from './events.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LaneReport } from './lanes/attempt.ts';
import { Lanes } from './lanes/lanes.ts';
import type { Rejection } from './lanes/sender.ts';
import { runLoop } from './loop.ts';
import type { GenerateOptions, GeneratorIo } from './options.ts';
import { systemClock as clock } from './pace/clock.ts';
import { Pace, perSecond } from './pace/rates.ts';
import { RunEnd } from './pace/runEnd.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';
import { PositionTracker } from './resume/positionTracker.ts';

/** Oversized readings that are shown one by one; the others are only counted. */
const mostShown = 20;
const topic = topicNames.readings;

export async function produce(options: GenerateOptions, io: GeneratorIo): Promise<GenerateSummary> {
  tuneEngine();
  const prepared = await prepare(options, io);
  if (prepared === undefined) return nothingSent(options, io);
  try {
    return await new Production(options, io, prepared).run();
  } finally {
    await prepared.source.close();
  }
}

/** Stopped before the broker was there. */
function nothingSent({ chain }: GenerateOptions, { log }: GeneratorIo): GenerateSummary {
  const none = {
    acknowledged: 0,
    failed: 0,
    unsent: 0,
    oversized: 0,
    unknown: 0,
    badRows: 0,
    cells: [],
  };
  const { askedPerSecond } = new Pace(chain.generator);
  const summary = { ...none, askedPerSecond, achievedPerSecond: 0, durationMs: 0 };
  log({ level: 'info', event: 'stopped', ...summary });
  return summary;
}

/** One run, from the first reading to the last report. */
class Production {
  readonly #options: GenerateOptions;
  readonly #io: GeneratorIo;
  readonly #prepared: Prepared;
  readonly #pace: Pace;
  readonly #end: RunEnd;
  readonly #deadLetters: DeadLetters;
  readonly #lanes: Lanes;
  readonly #earlier: Tally;
  /** Of a producer with a name. */
  readonly #position: PositionTracker | undefined;
  readonly #publisher: Publisher;
  readonly #heartbeat: Heartbeat;
  #fatal: Rejection | undefined;

  constructor(options: GenerateOptions, io: GeneratorIo, prepared: Prepared) {
    const { generator } = options.chain;
    this.#options = options;
    this.#io = io;
    this.#prepared = prepared;
    this.#pace = new Pace(generator);
    this.#end = new RunEnd({ clock, signal: io.signal, deadlineMs: generator.deliveryDeadline });
    this.#deadLetters = this.#openDeadLetters();
    this.#lanes = this.#openLanes();
    this.#earlier = tallied(this.#lanes.ledgers);
    this.#position = this.#trackPosition();
    this.#publisher = this.#openPublisher();
    this.#heartbeat = this.#openHeartbeat();
  }

  async run(): Promise<GenerateSummary> {
    this.#begin();
    try {
      if (this.#position !== undefined) await this.#publisher.first();
      const takenMs = await this.#takeAndSend();
      await this.#lanes.finish(this.#end.settled());
      this.#heartbeat.stop();
      const patience = this.#end.reported();
      await Promise.all([this.#deadLetters.finish(patience), this.#publisher.finish(patience)]);
      return this.#summarize(takenMs);
    } finally {
      this.#heartbeat.stop();
      this.#end.done();
      await this.#prepared.fence.close();
    }
  }

  #begin(): void {
    const { producer, partitions } = this.#prepared;
    const { site } = this.#options;
    const { askedPerSecond } = this.#pace;
    const started = { producer, site, topic, partitions, askedPerSecond };
    this.#io.log({ level: 'info', event: 'started', ...started });
    this.#lanes.warmUp();
    this.#publisher.warmUp();
    this.#heartbeat.start();
    this.#io.onStart?.(() => this.#figures());
  }

  /** @returns for how long readings were taken, in ms */
  async #takeAndSend(): Promise<number> {
    const { durationMs, count = Number.POSITIVE_INFINITY } = this.#options;
    const { intake } = this.#prepared.source;
    const pacer = this.#pace.begin({ clock, taken: intake.position, endMs: durationMs });
    if (durationMs !== undefined) this.#end.after(durationMs);
    const { signal } = this.#end;
    const onTick = () => this.#position?.follow(intake, clock.nowMs());
    await runLoop({ intake, sink: this.#lanes, pacer, count, onTick, signal });
    this.#position?.follow(intake, clock.nowMs(), true);
    return Math.min(pacer.elapsedMs, durationMs ?? Number.POSITIVE_INFINITY);
  }

  #figures(): Figures {
    return {
      ...since(this.#earlier, tallied(this.#lanes.ledgers)),
      badRows: this.#prepared.source.badRows,
      cells: this.#prepared.source.cells,
      waiting: this.#lanes.waiting,
      askedPerSecond: this.#pace.askedPerSecond,
    };
  }

  #summarize(takenMs: number): GenerateSummary {
    const { waiting: _, ...figures } = this.#figures();
    const summary: GenerateSummary = {
      ...figures,
      unsent: this.#lanes.unsent,
      oversized: this.#deadLetters.count,
      achievedPerSecond: perSecond(figures.acknowledged, takenMs),
      durationMs: Math.round(takenMs),
    };
    this.#io.log({ level: 'info', event: 'stopped', ...summary });
    const { producer } = this.#prepared;
    if (this.#fatal !== undefined) throw fatalError(this.#fatal, producer, summary.acknowledged);
    const error = deliveryError(summary, this.#publisher);
    if (error !== undefined) throw error;
    return summary;
  }

  #openDeadLetters(): DeadLetters {
    const { connection, producer } = this.#prepared;
    const onFailure = (count: number, error: unknown) => {
      const seen = messageOf(error);
      this.#io.log({ level: 'warn', event: 'dead_letters_not_written', count, seen });
    };
    const { deliveryDeadline: deadlineMs } = this.#options.chain.generator;
    return new DeadLetters({ connection, producer, topic, deadlineMs, onFailure });
  }

  #openLanes(): Lanes {
    const { connection, partitions, resumption, fence } = this.#prepared;
    const { generator } = this.#options.chain;
    const { codec, note } = chooseCodec(generator);
    if (note !== undefined) this.#io.log({ level: 'info', event: 'note', text: note });
    return new Lanes({
      connection,
      topic,
      partitions,
      deadlineMs: generator.deliveryDeadline,
      clock,
      report: this.#laneReport(),
      encoder: generator.encoder,
      codec,
      fence,
      earlier: resumption?.reports,
    });
  }

  #laneReport(): LaneReport {
    const { log } = this.#io;
    return {
      acknowledged: () => {
        this.#heartbeat.acknowledged();
      },
      unknown: ({ partition, seqs }, seen) => {
        log({ level: 'error', event: 'readings_unknown', partition, seqs, seen });
      },
      oversized: (batch) => {
        const written = this.#deadLetters.add(batch);
        if (this.#deadLetters.count > mostShown) return written;
        const { partition, seqs, plainBytes: bytes } = batch;
        log({ level: 'warn', event: 'reading_oversized', partition, seq: seqs[1], bytes });
        return written;
      },
      refused: ({ partition, seqs }, seen) => {
        log({ level: 'error', event: 'readings_refused', partition, seqs, seen });
      },
      fatal: (rejection) => {
        this.#endWith(rejection);
      },
    };
  }

  #endWith(rejection: Rejection): void {
    this.#fatal ??= rejection;
    this.#end.reached();
  }

  #trackPosition(): PositionTracker | undefined {
    const { producer, resumption, source } = this.#prepared;
    if (resumption === undefined) return undefined;
    const { source: hash, firstOffsets, resumePoint } = resumption;
    const constant = { producer, source: hash, startMs: source.startMs, firstOffsets };
    return new PositionTracker(constant, this.#lanes.ledgers, resumePoint);
  }

  #openPublisher(): Publisher {
    const { connection, producer, truth, source, fence, resumption } = this.#prepared;
    const isMadeAgain = (partition: number) =>
      truth !== undefined && source.intake.isCatchingUpIn(partition);
    return new Publisher({
      connection,
      producer,
      fence,
      site: this.#options.site,
      topic,
      askedPerSecond: () => this.#pace.askedPerSecond,
      ledgers: this.#lanes.ledgers,
      source,
      clock,
      truth,
      beforeAgain: (partition) =>
        isMadeAgain(partition) ? (resumption?.written.get(partition) ?? 'none') : undefined,
      position: this.#position,
      onFenced: (seen) => {
        this.#endWith({ verdict: 'fenced', seen });
      },
    });
  }

  #openHeartbeat(): Heartbeat {
    return new Heartbeat({
      lanes: this.#lanes,
      publisher: this.#publisher,
      clock,
      bootstrapServers: this.#prepared.connection.bootstrapServers,
      askedPerSecond: () => this.#pace.askedPerSecond,
      log: this.#io.log,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
