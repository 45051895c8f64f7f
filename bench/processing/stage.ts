/**
 * One engine on a broker of its own, so that nobody reads beside it. It stands still (SIGSTOP) while another is measured
 * and while a backlog is written.
 */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chainTopics } from '../../chain/topics.ts';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { topicDeclarations } from '../../targets/local/supervisor/legs.ts';
import { startBroker } from '../../test/support/broker.ts';
import type { TestBroker } from '../../test/support/broker.ts';
import { Child, temporaryFolder } from '../processes.ts';
import { generator } from '../produce/clients.ts';
import { Answers, queryTopics } from './answers.ts';
import { chain } from './engines.ts';
import type { Engine } from './engines.ts';
import { Readings } from './readings.ts';
import { say } from './say.ts';
import { ThreadClock } from './threads.ts';
import { Watch } from './watch.ts';
import type { Legs } from './watch.ts';

/** Of the first row: a machine that does other work is slow. */
const firstRowDeadlineMs = 180_000;
const answersDeadlineMs = 900_000;
const generatorEndsMs = 60_000;
const firstRowRate = 1_000;
const lookMs = 100;
const sayMs = 5_000;

export interface FirstRow {
  readonly wallMs: number;
  readonly cpuSeconds: number;
}

export class Stage {
  readonly engine: Engine;
  readonly readings: Readings;
  readonly answers: Answers;
  readonly #broker: TestBroker;
  readonly #kafka: Kafka;
  readonly #folder = temporaryFolder();
  #leg: Child | undefined;
  #clock: ThreadClock | undefined;
  #generator: Child | undefined;

  private constructor(engine: Engine, broker: TestBroker, kafka: Kafka) {
    this.engine = engine;
    this.#broker = broker;
    this.#kafka = kafka;
    this.readings = new Readings(kafka);
    const [windows] = chainTopics(chain, [queryTopics.windows]).rows;
    this.answers = new Answers(kafka, windows?.partitions ?? 0);
  }

  static async open(engine: Engine): Promise<Stage> {
    const broker = await startBroker();
    process.once('exit', () => {
      rmSync(broker.folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const kafka = await openKafka(broker.connection);
    await kafka.declare(topicDeclarations(chain, Object.values(queryTopics)));
    return new Stage(engine, broker, kafka);
  }

  get legs(): Legs {
    const generator = this.#generator?.pid;
    return {
      spark: this.#running.pid,
      broker: this.#broker.pid ?? -1,
      ...(generator === undefined ? {} : { generator }),
    };
  }

  /** Starts the engine while 1,000 readings a second come, which go on. */
  async start(): Promise<FirstRow> {
    this.produce(firstRowRate);
    while ((await this.readings.inTopic()) === 0) await this.#look();
    const { file, args, cwd, env } = await this.engine.program(this.#servers, this.#folder);
    const beganMs = performance.now();
    const leg = new Child({ file, args, cwd, env });
    [this.#leg, this.#clock] = [leg, new ThreadClock(leg.pid)];
    while (!(await this.answers.hasRows())) {
      await this.#look();
      if (performance.now() - beganMs > firstRowDeadlineMs) throw this.#failure('no row came out');
    }
    const wallMs = Math.round(performance.now() - beganMs);
    return { wallMs, cpuSeconds: await leg.cpuSeconds() };
  }

  /** Stands still, with all that came until now answered. @returns whether a next start is quicker than this one was */
  async settle(): Promise<boolean> {
    const isQuicker = await this.engine.afterFirstRow?.(this.#servers, this.#folder);
    await this.stopProducing();
    await this.readings.count();
    await this.answered();
    this.freeze();
    return isQuicker ?? false;
  }

  produce(rate: number): void {
    this.#generator = generator(this.#folder, 'rate', { rate }).start(this.#servers);
  }

  /** Returns when all that it sent is in the topic. */
  async stopProducing(): Promise<void> {
    const child = this.#generator;
    this.#generator = undefined;
    if (child === undefined) return;
    if (!child.isGone) process.kill(child.pid, 'SIGTERM');
    await child.ended(generatorEndsMs).finally(() => child.kill());
  }

  /** Readings that stand in the topic when it returns; the engine stands still meanwhile. */
  async fill(count: number): Promise<void> {
    const child = generator(this.#folder, 'backlog', { rate: 'max' });
    await child.start(this.#servers, ['--count', String(count)]).ended(answersDeadlineMs);
    const before = this.readings.total;
    await this.readings.count();
    const seen = this.readings.total - before;
    if (seen !== count) throw new Error(`${seen} readings came of ${count}`);
  }

  /** Returns when each reading is counted in a window, and each hot one has its row. */
  async answered(): Promise<void> {
    const { total, hot } = this.readings;
    const deadline = Date.now() + answersDeadlineMs;
    let saidMs = Date.now();
    for (;;) {
      const [counted, hotRows] = [this.answers.counted, await this.answers.hotRows()];
      if (counted === total && hotRows === hot) return;
      const state = `${counted} of ${total} readings, ${hotRows} of ${hot} hot rows`;
      if (Date.now() > deadline || counted > total || hotRows > hot) throw this.#failure(state);
      if (Date.now() - saidMs > sayMs) {
        say(`${this.engine.name}: ${state}`);
        saidMs = Date.now();
      }
      await this.#look();
    }
  }

  /** Readings in the topic that no window holds yet. @throws when a leg has ended */
  async lag(): Promise<number> {
    this.#assertAlive();
    return (await this.readings.inTopic()) - this.answers.counted;
  }

  watch(): Promise<Watch> {
    return Watch.begin(this.legs, this.#clock ?? new ThreadClock(this.#running.pid));
  }

  freeze(): void {
    process.kill(this.#running.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.#running.pid, 'SIGCONT');
  }

  async close(): Promise<void> {
    await this.stopProducing();
    await this.#leg?.kill();
    await this.answers.close();
    await this.#kafka.close();
    await this.#broker.remove();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #look(): Promise<void> {
    this.#assertAlive();
    await pause(lookMs);
  }

  #assertAlive(): void {
    for (const child of [this.#leg, this.#generator]) {
      if (child?.isGone) throw this.#failure(`it ended: ${child.lastWords}`);
    }
  }

  get #servers(): string {
    return this.#broker.connection.bootstrapServers.join(',');
  }

  get #running(): Child {
    if (this.#leg === undefined) throw new Error('it was not started');
    return this.#leg;
  }

  #failure(what: string): Error {
    return new Error(`${this.engine.name}: ${what}\n${this.#leg?.lastWords ?? ''}`);
  }
}
