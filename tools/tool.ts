/** A tool as a process: its arguments, the programs that it starts, and its end. */
import { fileURLToPath } from 'node:url';
import { CourantError, renderError } from '../chain/errors.ts';
import { findProgram } from '../targets/local/java/findJava.ts';
import { runToEnd } from '../targets/machine/processes.ts';

/** Folder of the package. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a tool with what stands behind its name. An error is printed as every command prints it, and is the exit code. */
export async function runTool(tool: (args: string[]) => Promise<void>): Promise<void> {
  try {
    await tool(process.argv.slice(2));
  } catch (thrown) {
    const error = asUsage(thrown);
    process.exitCode = isCourantError(error) ? error.exitCode : 1;
    const text = isCourantError(error)
      ? renderError(error)
      : String((error as Error).stack ?? error);
    process.stderr.write(`${text}\n`);
  }
}

/** By its name: the app of synth is a bundle of its own, and so has a class of its own. */
function isCourantError(thrown: unknown): thrown is CourantError {
  return thrown instanceof Error && thrown.name === 'CourantError';
}

/** What `parseArgs` says of flags. */
function asUsage(thrown: unknown): unknown {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS') !== true) return thrown;
  return new CourantError({ code: 'COURANT_USAGE', message, cause: thrown });
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it prints is shown as it comes, on stderr. Default: true. */
  readonly isShown?: boolean;
}

/**
 * Runs a program that must succeed.
 * @returns the last 200 lines of what it printed on both streams
 * @throws CourantError COURANT_TOOL_MISSING, COURANT_LEG_FAILED
 */
export async function run(
  [program, ...args]: readonly [string, ...string[]],
  { cwd = root, env = {}, isShown = true }: RunOptions = {},
): Promise<readonly string[]> {
  const file = program.includes('/') ? program : await findProgram(program, process.env);
  if (file === undefined) {
    throw new CourantError({
      code: 'COURANT_TOOL_MISSING',
      message: `"${program}" is not on PATH`,
      hint: 'courant doctor says how to get it',
    });
  }
  const show = (line: string): void => void process.stderr.write(`${line}\n`);
  const { code, signal, lines } = await runToEnd(
    { file, args, cwd, env: { ...process.env, ...env } },
    isShown ? { onLine: show } : {},
  );
  if (code === 0) return lines;
  throw new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: `${program} ended with ${code ?? signal ?? 'an error'}`,
    details: isShown ? [] : lines.slice(-6),
  });
}
