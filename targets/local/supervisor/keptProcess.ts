/** A process that is kept running: started again, with growing pauses, when it dies. */
import type { Ended, ProcessIdentity, Program, RunningProcess } from '../../machine/processes.ts';
import { endProcess, start } from '../../machine/processes.ts';
import { logFields } from '../../loggedFailure.ts';
import { beginLog, lastComplaint, LogReader, logSize } from '../logFiles.ts';
import type { LegState } from '../stateFiles.ts';

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Who ran this long is well: the next pause is the first one again. */
const healthyMs = 20_000;

export interface KeptPlan {
  readonly id: string;
  /** Absolute path of its log. */
  readonly log: string;
  /** Asked before each start: what it needs may have changed. */
  readonly program: () => Promise<Program>;
  /** How long it has after SIGTERM. */
  readonly patienceMs: number;
  /** True where an end with exit code 0 means that it is done, and not that somebody ended it. */
  readonly mayFinish: boolean;
  /** Something about it changed. */
  readonly onChange: () => void;
  /** It died by itself. */
  readonly onDeath?: (ended: Ended) => void;
  /** It told that it is there (`tellOwner`). */
  readonly onBeat?: () => void;
}

/** Where it stands. */
export type KeptState = Omit<LegState, 'name'>;

export class KeptProcess {
  readonly #plan: KeptPlan;
  #state: LegState['state'] = 'starting';
  #running: RunningProcess | undefined;
  #since: string | null = null;
  #startedMs = 0;
  /** What the process that runs now says; not what one before it said, whatever time its clock told. */
  #said: LogReader | undefined;
  #restarts = 0;
  #lastFailure: string | null = null;
  #pauseMs = firstPauseMs;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  /** Settles when the start under way is done; starting and stopping take turns. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: KeptPlan) {
    this.#plan = plan;
  }

  get id(): string {
    return this.#plan.id;
  }

  /** True once it is done, or was stopped. */
  get isStopped(): boolean {
    return this.#state === 'stopped';
  }

  snapshot(): KeptState {
    const running = this.#running;
    return {
      id: this.#plan.id,
      state: this.#state,
      process: running === undefined ? null : { pid: running.pid, startedAt: running.startedAt },
      since: this.#since,
      restarts: this.#restarts,
      lastFailure: this.#lastFailure,
    };
  }

  start(): void {
    this.#isWanted = true;
    void this.#serially(() => this.#begin());
  }

  /** What it was started for is there. */
  markRunning(): void {
    if (this.#state === 'starting' && this.#running !== undefined) this.#enter('running');
  }

  /** Whether the process has logged an event since it was started or since the last call. */
  async hasLogged(event: string): Promise<boolean> {
    const lines = (await this.#said?.read()) ?? [];
    return lines.some((line) => logFields(line)?.['event'] === event);
  }

  /** SIGTERM, SIGKILL after its patience; returns when it is gone. */
  stop(): Promise<void> {
    return this.#endAs('stopped');
  }

  /** The same for a while; what is done is not paused. */
  async pause(): Promise<void> {
    if (this.#state !== 'stopped' && this.#state !== 'paused') await this.#endAs('paused');
  }

  /** Starts it where it was paused. */
  resume(): void {
    if (this.#state === 'paused') this.start();
  }

  #endAs(state: 'stopped' | 'paused'): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    return this.#serially(async () => {
      const running = this.#running;
      if (running !== undefined) {
        this.#enter('stopping');
        await endProcess(running, this.#plan.patienceMs);
        this.#running = undefined;
      }
      this.#enter(state);
    });
  }

  #serially(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #begin(): Promise<void> {
    if (!this.#isWanted || this.#running !== undefined) return;
    this.#enter('starting');
    try {
      await beginLog(this.#plan.log);
      this.#said = new LogReader(this.#plan.log, await logSize(this.#plan.log));
      const running = await start(await this.#plan.program(), {
        log: this.#plan.log,
        apart: false,
        onMessage: this.#plan.onBeat,
      });
      this.#running = running;
      this.#since = new Date().toISOString();
      this.#startedMs = performance.now();
      this.#enter('starting');
      void running.ended.then((ended) => this.#died(running, ended));
    } catch (error) {
      this.#lastFailure = error instanceof Error ? error.message : String(error);
      this.#later();
    }
  }

  async #died(identity: ProcessIdentity, ended: Ended): Promise<void> {
    if (this.#running?.pid !== identity.pid || !this.#isWanted) return;
    this.#running = undefined;
    if (ended.code === 0 && this.#plan.mayFinish) {
      this.#isWanted = false;
      this.#enter('stopped');
      return;
    }
    this.#lastFailure = [endSentence(ended), await lastComplaint(this.#plan.log)].join(': ');
    if (performance.now() - this.#startedMs > healthyMs) this.#pauseMs = firstPauseMs;
    this.#plan.onDeath?.(ended);
    this.#later();
  }

  #later(): void {
    if (!this.#isWanted) return;
    this.#enter('failed');
    this.#timer = setTimeout(() => {
      this.#restarts += 1;
      void this.#serially(() => this.#begin());
    }, this.#pauseMs);
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
  }

  #enter(state: LegState['state']): void {
    this.#state = state;
    this.#plan.onChange();
  }
}

function endSentence({ code, signal }: Ended): string {
  return signal === null ? `ended with exit code ${code}` : `ended by ${signal}`;
}
