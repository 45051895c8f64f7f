/** The process as a command sees it, and nothing else of it. */
import type { CourantError } from '../chain/errors.ts';
import type { Reporter } from '../targets/target.ts';
import type { Output } from './terminal/output.ts';
import { openScreen } from './terminal/screen.ts';
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
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Sets the exit code of a command that printed its result and must not succeed. */
  fail(error: CourantError): void;
}

/** Ctrl-C, SIGTERM and a closed terminal, counted. A third one ends the process whatever it does. */
export class Interrupts {
  readonly #asked = [new AbortController(), new AbortController()] as const;
  #count = 0;

  /** Aborts with the first interrupt. */
  get first(): AbortSignal {
    return this.#asked[0].signal;
  }

  /** Aborts with the second: whoever still cleans up does it at once. */
  get second(): AbortSignal {
    return this.#asked[1].signal;
  }

  /** @returns how many there were */
  add(): number {
    this.#asked[this.#count]?.abort();
    this.#count += 1;
    return this.#count;
  }
}

/** Runs `work` with a reporter for its long steps, and ends their drawing however it ends. */
export async function withSteps<T>(
  { output }: Shell,
  work: (report: Reporter) => Promise<T>,
): Promise<T> {
  const steps = new Steps(output, await openScreen(output, 'stderr'));
  try {
    return await work(steps);
  } finally {
    steps.close();
  }
}
