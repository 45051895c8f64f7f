/** kind, helm and docker: found on PATH, run to their end, and quoted when they fail. */
import { appendFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { CourantError } from '../../../chain/errors.ts';
import type { CourantErrorFields } from '../../../chain/errors.ts';
import { runToEnd } from '../../machine/processes.ts';
import type { RunResult } from '../../machine/processes.ts';
import type { Environment } from '../../machine/environment.ts';
import { findProgram } from '../../machine/programs.ts';
import { hintFor } from '../knownTroubles.ts';

export const toolHints = {
  docker: 'install Docker from https://docs.docker.com/get-docker and start it',
  kind: 'install it from https://kind.sigs.k8s.io, or run without Kubernetes: courant up --target local',
  helm: 'install it from https://helm.sh/docs/intro/install',
} as const;
export type Tool = keyof typeof toolHints;

export interface Tools {
  readonly cwd: string;
  readonly environment: Environment;
  /** Where everything that they print is kept. */
  readonly log?: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs a tool, whatever its exit code.
 * @param onLine is given each line that says something, without colours
 * @throws CourantError COURANT_TOOL_MISSING
 */
export async function tryTool(
  { cwd, environment, log, signal }: Tools,
  tool: Tool | 'node',
  args: readonly string[],
  onLine?: (line: string) => void,
): Promise<RunResult> {
  const file = tool === 'node' ? process.execPath : await findProgram(tool, environment);
  if (file === undefined) {
    throw new CourantError({
      code: 'COURANT_TOOL_MISSING',
      message: `"${tool}" is not on PATH (target kind needs it)`,
      left: 'nothing was started',
      hint: toolHints[tool as Tool],
    });
  }
  const command = { file, args, cwd, env: environment };
  const result = await runToEnd(command, { signal, onLine: (line) => tell(line, onLine) });
  signal?.throwIfAborted();
  if (log !== undefined) {
    const printed = [`$ ${tool} ${args.join(' ')}`, ...result.lines, ''].join('\n');
    await appendFile(log, printed).catch(() => undefined);
  }
  return result;
}

function tell(line: string, onLine?: (line: string) => void): void {
  const plain = stripVTControlCharacters(line).trim();
  if (plain !== '') onLine?.(plain);
}

/** Runs a tool that must succeed. @throws CourantError with its last lines */
export async function runTool(
  tools: Tools,
  [tool, ...args]: readonly [Tool | 'node', ...string[]],
  failure: Omit<CourantErrorFields, 'details' | 'cause'>,
  onLine?: (line: string) => void,
): Promise<readonly string[]> {
  const result = await tryTool(tools, tool, args, onLine);
  if (result.code === 0) return result.lines;
  const lines = result.lines.filter((line) => line.trim() !== '').slice(-6);
  throw new CourantError({
    ...failure,
    details: lines.map((line) => line.slice(0, 300)),
    hint: hintFor(lines.join('\n')) ?? failure.hint,
  });
}
