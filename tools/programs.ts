/** Programs that the tools start. */
import { CourantError } from '../chain/errors.ts';
import { findProgram } from '../targets/local/java/findJava.ts';
import { runToEnd } from '../targets/machine/processes.ts';
import { root } from './tool.ts';

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
