/** What a command gets from the process it runs in, and nothing else of the process. */
import type { CourantError } from '../chain/errors.ts';
import type { Output } from './terminal/output.ts';
import { Steps } from './terminal/steps.ts';

/** Flags that every command understands. */
export interface CommonFlags {
  readonly config?: string;
  readonly target?: string;
  readonly output: 'text' | 'json';
  readonly verbose?: boolean;
}

export interface Shell {
  readonly output: Output;
  readonly workingFolder: string;
  readonly interrupts: Interrupts;
  /** True where a person can be asked: stdin and stderr are a terminal. */
  readonly canAsk: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Sets the exit code of a command that printed its result and must not succeed. */
  fail(error: CourantError): void;
}

/** Ctrl-C, SIGTERM and a closed terminal, counted. A third one ends the process whatever it does. */
export class Interrupts {
  readonly #asked = [new AbortController(), new AbortController()];
  #count = 0;

  /** Aborts with the first interrupt. */
  get first(): AbortSignal {
    return this.#signal(0);
  }

  /** Aborts with the second: whoever still cleans up does it at once. */
  get second(): AbortSignal {
    return this.#signal(1);
  }

  /** @returns how many there were */
  add(): number {
    this.#asked[this.#count]?.abort();
    this.#count += 1;
    return this.#count;
  }

  #signal(index: number): AbortSignal {
    const controller = this.#asked[index];
    if (controller === undefined) throw new RangeError(`no interrupt ${index}`);
    return controller.signal;
  }
}

/** Runs `work` with a reporter for its long steps, and ends their drawing however it ends. */
export async function withSteps<T>(shell: Shell, work: (steps: Steps) => Promise<T>): Promise<T> {
  const steps = new Steps(shell.output);
  try {
    return await work(steps);
  } finally {
    steps.close();
  }
}
