/**
 * The live page beside the legs: a process of its own, so that whatever it runs into (an error that nobody catches, a heap
 * that is full, a loop without an end) is the end of this process alone. It is kept running, and ended where it is silent.
 */
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../machine/environment.ts';
import { signalProcess } from '../../machine/processes.ts';
import type { Program } from '../../machine/processes.ts';
import type { LocalPaths } from '../paths.ts';
import type { SupervisorState } from '../stateFiles.ts';
import { KeptProcess } from './keptProcess.ts';

const courant = fileURLToPath(new URL('../../../bin/courant.mjs', import.meta.url));
/** So often it tells that it is there (cli/commands/run/servePage.ts). */
const beatMs = 3_000;
/** Counted and not timed: a machine that slept, or was busy itself, accuses nobody. */
const mostSilentBeats = 7;
/** It is served within so many, or `up` ends without its address. */
const awaitedBeats = 2;
/** A proof of 20 million readings takes 160 MB (docs/benchmarks.md). */
const mostHeapMebibytes = 512;
const patienceMs = 3_000;

export interface PageParts {
  readonly chainFolder: string;
  readonly environment: Environment;
  readonly paths: LocalPaths;
  readonly onChange: () => void;
  /** A line for the supervisor's log. */
  readonly note: (text: string) => void;
}

export class PageProcess {
  readonly #kept: KeptProcess;
  readonly #parts: PageParts;
  #isAwaited = true;
  #silentBeats = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#kept = new KeptProcess({
      id: 'page',
      log: parts.paths.log('page'),
      program: () => Promise.resolve(this.#program()),
      patienceMs,
      mayFinish: false,
      onChange: parts.onChange,
      onDeath: () => {
        parts.note(`the page ${this.#kept.snapshot().lastFailure}; it is started again`);
        this.#await(false);
      },
      onBeat: () => {
        this.#silentBeats = 0;
        this.#await(false);
      },
    });
  }

  snapshot(): NonNullable<SupervisorState['page']> {
    return { isAwaited: this.#isAwaited, process: this.#kept.snapshot().process };
  }

  start(): void {
    this.#kept.start();
    this.#watch = setInterval(() => void this.#look(), beatMs);
  }

  /** Returns when it is gone. */
  async stop(): Promise<void> {
    clearInterval(this.#watch);
    await this.#kept.stop();
  }

  async #look(): Promise<void> {
    this.#silentBeats += 1;
    if (this.#silentBeats > awaitedBeats) this.#await(false);
    const { process: running } = this.#kept.snapshot();
    if (this.#silentBeats <= mostSilentBeats || running === null) return;
    this.#parts.note(
      `the page is silent for ${(this.#silentBeats * beatMs) / 1_000} s: it is ended`,
    );
    this.#silentBeats = 0;
    await signalProcess(running, 'SIGKILL').catch(() => undefined);
  }

  #program(): Program {
    this.#silentBeats = 0;
    const { chainFolder, environment } = this.#parts;
    return {
      file: process.execPath,
      args: [
        `--max-old-space-size=${mostHeapMebibytes}`,
        // What is new each second is garbage in the next: given more room, it is only collected later.
        '--max-semi-space-size=2',
        courant,
        'serve-page',
        `--folder=${chainFolder}`,
      ],
      cwd: chainFolder,
      env: environment,
    };
  }

  #await(isAwaited: boolean): void {
    if (this.#isAwaited === isAwaited) return;
    this.#isAwaited = isAwaited;
    this.#parts.onChange();
  }
}
