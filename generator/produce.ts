/** Readings to Kafka: connect, take and send at the pace, settle, report. */
import { topicNames } from '../chain/names.ts';
import { placeOf, truthOf } from './account/accounts.ts';
import { chooseCodec } from './batch/chooseCodec.ts';
import { DeadLetters } from './account/deadLetters.ts';
import { deliveryError, fatalError } from './deliveryErrors.ts';
import type { Figures, GenerateSummary } from './events.ts';
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import type { Truth } from './faults/truth.ts';
import { Lanes } from './lanes/lanes.ts';
import { askedPerSecond, isByRate, paceOf, rounded } from './openSource.ts';
import { Pacer, systemClock } from './pace/pacer.ts';
import type { Place } from './resume/sourcePosition.ts';
import { prepare } from './prepare.ts';
import type { Ground } from './prepare.ts';
import { Publisher } from './account/publisher.ts';
import { run } from './loop.ts';
import type { Rejection } from './lanes/sender.ts';
import { perSecond, since, talliedBy } from './account/tally.ts';
import type { Tally } from './account/tally.ts';
import type { LaneReport } from './lanes/attempt.ts';
import { Watch } from './heartbeat.ts';
import { tuneEngine } from './engine.ts';

/** After a signal, what is under way is settled within this time; Kubernetes grants 30 s. */
const stopMs = 20_000;
/** The last report is written within this time. */
const reportMs = 3_000;
/** Oversized readings that are shown one by one; the others are only counted. */
const mostShown = 20;

export async function produce(options: GenerateOptions, io: GeneratorIo): Promise<GenerateSummary> {
  tuneEngine();
  const ground = await prepare(options, io);
  if (ground === undefined) return nothingSent(options, io);
  try {
    return await new Production(options, io, ground).run();
  } finally {
    await ground.source.close();
  }
}

/** Stopped before the broker was there. */
function nothingSent(options: GenerateOptions, { say }: GeneratorIo): GenerateSummary {
  const none = { acknowledged: 0, failed: 0, unsent: 0, oversized: 0, unknown: 0, badRows: 0 };
  const asked = askedPerSecond(options);
  const summary = { ...none, askedPerSecond: asked, achievedPerSecond: 0, durationMs: 0 };
  say({ level: 'info', event: 'stopped', ...summary });
  return summary;
}

/** One run, from the first reading to the last report. */
class Production {
  readonly #options: GenerateOptions;
  readonly #io: GeneratorIo;
  readonly #ground: Ground;
  readonly #lanes: Lanes;
  readonly #publisher: Publisher;
  readonly #deadLetters: DeadLetters;
  readonly #watch: Watch;
  readonly #earlier: Tally;
  readonly #truth: Truth | undefined;
  /** Of a producer with a name. */
  readonly #place: Place | undefined;
  /** Aborts with the caller's signal, with the end of the duration, or when nothing more can be sent. */
  readonly #intake = new AbortController();
  /** Aborts when all is done: ends every timer. */
  readonly #done = new AbortController();
  #pacer: Pacer | undefined;
  #fatal: Rejection | undefined;

  constructor(options: GenerateOptions, io: GeneratorIo, ground: Ground) {
    const { connection, producer } = ground;
    const common = { connection, producer, topic: topicNames.readings, clock: systemClock };
    this.#options = options;
    this.#io = io;
    this.#ground = ground;
    const { encoder } = options.chain.generator;
    const { codec, note } = chooseCodec(options.chain.generator);
    if (note !== undefined) io.say({ level: 'info', event: 'note', text: note });
    this.#lanes = new Lanes({
      ...common,
      encoder,
      codec,
      partitions: ground.partitions,
      deadlineMs: options.chain.generator.deliveryDeadline,
      report: this.#laneReport(),
      earlier: ground.earlier,
    });
    this.#earlier = talliedBy(this.#lanes);
    this.#truth = truthOf(options, ground);
    this.#place = placeOf(options, ground, this.#lanes);
    const { truth, place } = { truth: this.#truth, place: this.#place };
    this.#publisher = new Publisher({
      ...common,
      truth,
      place: place && (() => place.record()),
      site: options.site,
      askedPerSecond: () => this.#askedPerSecond(),
      ledgers: this.#lanes.ledgers,
      badRows: () => ground.source.badRows,
      onFailure: (error) => {
        io.say({ level: 'warn', event: 'progress_not_written', seen: wordsOf(error) });
      },
    });
    this.#deadLetters = new DeadLetters({
      ...common,
      onFailure: (count, error) => {
        io.say({ level: 'warn', event: 'dead_letters_not_written', count, seen: wordsOf(error) });
      },
    });
    this.#watch = new Watch({
      lanes: this.#lanes,
      publisher: this.#publisher,
      clock: systemClock,
      bootstrapServers: connection.bootstrapServers,
      askedPerSecond: () => this.#askedPerSecond(),
      say: io.say,
    });
  }

  async run(): Promise<GenerateSummary> {
    const end = () => {
      this.#intake.abort();
    };
    this.#io.signal.addEventListener('abort', end);
    if (this.#io.signal.aborted) end();
    this.#begin();
    try {
      if (this.#place !== undefined) await this.#publisher.first();
      const takenMs = await this.#takeAndSend();
      await this.#lanes.finish(this.#patience());
      this.#watch.stop();
      const patience = systemClock.sleep(reportMs, this.#done.signal);
      await Promise.all([this.#deadLetters.finish(patience), this.#publisher.finish(patience)]);
      return this.#end(takenMs);
    } finally {
      this.#watch.stop();
      this.#done.abort();
      this.#io.signal.removeEventListener('abort', end);
    }
  }

  #begin(): void {
    const { producer, partitions } = this.#ground;
    this.#io.say({
      level: 'info',
      event: 'started',
      producer,
      site: this.#options.site,
      topic: topicNames.readings,
      partitions,
      askedPerSecond: askedPerSecond(this.#options),
    });
    this.#lanes.warmUp();
    this.#publisher.warmUp();
    this.#watch.start();
    this.#io.onStart?.(() => this.#figures());
  }

  #figures(): Figures {
    return {
      ...since(this.#earlier, talliedBy(this.#lanes)),
      badRows: this.#ground.source.badRows,
      waiting: this.#lanes.waiting,
      askedPerSecond: this.#askedPerSecond(),
    };
  }

  /** As the load has it now. */
  #askedPerSecond(): number | null {
    if (this.#pacer === undefined) return askedPerSecond(this.#options);
    return isByRate(this.#options.chain) ? rounded(this.#pacer.askedPerSecond) : null;
  }

  /** @returns for how long readings were taken, in ms */
  async #takeAndSend(): Promise<number> {
    const { chain, durationMs, count = Number.POSITIVE_INFINITY } = this.#options;
    const { source, producer } = this.#ground;
    const intake = source.intake({ sink: this.#lanes, producer, truth: this.#truth });
    const load = paceOf(chain);
    const pacer = new Pacer({
      clock: systemClock,
      load,
      taken: intake.position,
      endMs: durationMs,
    });
    this.#pacer = pacer;
    if (durationMs !== undefined) void this.#endAfter(durationMs);
    const onTurn = (isLast = false) => {
      this.#place?.turned(intake, systemClock.nowMs(), isLast);
    };
    await run({ intake, pacer, count, onTurn, signal: this.#intake.signal });
    onTurn(true);
    return Math.min(pacer.elapsedMs, durationMs ?? Number.POSITIVE_INFINITY);
  }

  /** The pace ends by itself; this ends a source that waits for room. */
  async #endAfter(durationMs: number): Promise<void> {
    await systemClock.sleep(durationMs + 500, this.#done.signal);
    this.#intake.abort();
  }

  /** How long to wait for what is under way: the delivery deadline, or less once a signal came. */
  async #patience(): Promise<void> {
    const { deliveryDeadline } = this.#options.chain.generator;
    const stopped = AbortSignal.any([this.#io.signal, this.#done.signal]);
    await systemClock.sleep(deliveryDeadline + reportMs, stopped);
    if (!this.#io.signal.aborted) return;
    await systemClock.sleep(Math.min(stopMs, deliveryDeadline), this.#done.signal);
  }

  #end(takenMs: number): GenerateSummary {
    const tally = since(this.#earlier, talliedBy(this.#lanes));
    const summary: GenerateSummary = {
      ...tally,
      unsent: this.#lanes.unsent,
      oversized: this.#deadLetters.count,
      badRows: this.#ground.source.badRows,
      askedPerSecond: this.#askedPerSecond(),
      achievedPerSecond: perSecond(tally.acknowledged, takenMs),
      durationMs: Math.round(takenMs),
    };
    this.#io.say({ level: 'info', event: 'stopped', ...summary });
    if (this.#fatal !== undefined) throw fatalError(this.#fatal, tally.acknowledged);
    const error = deliveryError(summary);
    if (error !== undefined) throw error;
    return summary;
  }

  #laneReport(): LaneReport {
    const { say } = this.#io;
    return {
      acknowledged: () => {
        this.#watch.acknowledged();
      },
      unknown: ({ partition, seqs }, seen) => {
        say({ level: 'error', event: 'readings_unknown', partition, seqs, seen });
      },
      oversized: (batch) => {
        const written = this.#deadLetters.add(batch);
        if (this.#deadLetters.count > mostShown) return written;
        const { partition, seqs, plainBytes: bytes } = batch;
        say({ level: 'warn', event: 'reading_oversized', partition, seq: seqs[1], bytes });
        return written;
      },
      refused: ({ partition, seqs }, seen) => {
        say({ level: 'error', event: 'readings_refused', partition, seqs, seen });
      },
      fatal: (rejection) => {
        this.#fatal ??= rejection;
        this.#intake.abort();
      },
    };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
