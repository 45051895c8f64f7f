/** The evaluation of a definition, which is a program: it may go on for ever, or end the command. */
import { CourantError } from '../../chain/errors.ts';

export interface EvaluationOptions {
  /** Ends the wait. */
  readonly interrupt?: AbortSignal | undefined;
  /** In ms. @default 10,000 */
  readonly patienceMs?: number | undefined;
  /** Told when the definition ends the process, which is over with it. */
  readonly onExit?: ((error: CourantError) => void) | undefined;
}

/**
 * What `run` gives, unless the definition does not finish.
 * @throws CourantError COURANT_INTERRUPTED, COURANT_CONFIG_INVALID
 */
export async function evaluate<T>(
  file: string,
  run: () => Promise<T>,
  { interrupt, patienceMs = 10_000, onExit }: EvaluationOptions,
): Promise<T> {
  if (interrupt?.aborted === true) throw interrupted();
  const exits = (code: number): void => {
    const error = ended(file, code);
    process.exitCode = error.exitCode;
    onExit?.(error);
  };
  let stop: () => void = () => undefined;
  const unfinished = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(tooLong(file, patienceMs));
    }, patienceMs);
    const onInterrupt = (): void => {
      reject(interrupted());
    };
    interrupt?.addEventListener('abort', onInterrupt);
    stop = () => {
      clearTimeout(timer);
      interrupt?.removeEventListener('abort', onInterrupt);
    };
  });
  process.once('exit', exits);
  try {
    return await Promise.race([run(), unfinished]);
  } finally {
    stop();
    process.off('exit', exits);
  }
}

function interrupted(): CourantError {
  return new CourantError({
    code: 'COURANT_INTERRUPTED',
    message: 'interrupted: the definition had not finished',
    left: 'nothing was started',
  });
}

function tooLong(file: string, patienceMs: number): CourantError {
  return new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: `${file} has not finished after ${patienceMs / 1_000} s`,
    left: 'nothing was started',
    hint: 'see what it awaits, and await less: a definition only describes the chain',
  });
}

function ended(file: string, code: number): CourantError {
  return new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: `${file} ended the command while it ran, with exit code ${code}`,
    left: 'nothing was started',
    hint: 'remove process.exit from it, and catch what it throws later',
  });
}
