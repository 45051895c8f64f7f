/** A tool as a process: its arguments and its end. */
import { fileURLToPath } from 'node:url';
import { CourantError, renderError } from '../chain/errors.ts';

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
