/** A tool as a process: its flags, its help, its end. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { CourantError, renderError } from '../chain/errors.ts';

/** Folder of the package. */
export const root = fileURLToPath(new URL('..', import.meta.url));

type Flags = NonNullable<ParseArgsConfig['options']>;

interface Tool<Options extends Flags> {
  /** As in `npm run NAME`. */
  readonly name: string;
  /** What `--help` prints below the line of usage. */
  readonly help: string;
  readonly options?: Options;
  /** What may stand without a flag, like `[FOLDER]`. Default: nothing. */
  readonly argument?: string;
}

/** What was written behind the tool's name. */
type Given<Options extends Flags> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/** Runs a tool, or prints its help. An error is printed as every command prints it, and is the exit code. */
export async function runTool<const Options extends Flags = Record<never, never>>(
  tool: Tool<Options>,
  work: (given: Given<Options>) => Promise<void>,
): Promise<void> {
  try {
    const { isHelp, given } = read(tool, process.argv.slice(2));
    if (isHelp) process.stdout.write(usageOf(tool));
    else await work(given);
  } catch (thrown) {
    const isOurs = thrown instanceof CourantError;
    process.exitCode = isOurs ? thrown.exitCode : 1;
    const text = isOurs ? renderError(thrown) : String((thrown as Error).stack ?? thrown);
    process.stderr.write(`${text}\n`);
  }
}

/** @throws CourantError COURANT_USAGE */
export function toolUsage(name: string, message: string, cause?: unknown): CourantError {
  const hint = `see what it takes: npm run ${name} -- --help`;
  return new CourantError({ code: 'COURANT_USAGE', message, hint, cause });
}

function read<Options extends Flags>(
  { name, options, argument }: Tool<Options>,
  args: string[],
): { isHelp: boolean; given: Given<Options> } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: argument !== undefined,
    });
    if (positionals.length > 1) throw toolUsage(name, `unexpected argument "${positionals[1]}"`);
    const isHelp = 'help' in values && values.help === true;
    return { isHelp, given: { values, positionals } as unknown as Given<Options> };
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw thrown;
    throw toolUsage(name, inOurWords(message), thrown);
  }
}

/** `Unknown option '--nope'. To specify …` → `unknown option "--nope"`. */
function inOurWords(message: string): string {
  const first = message.split(/\.? (?:To specify|This command)|\n/)[0] ?? message;
  return (first.slice(0, 1).toLowerCase() + first.slice(1)).replace(/'([^']*)'/g, '"$1"');
}

function usageOf<Options extends Flags>(tool: Tool<Options>): string {
  const { name, help, options, argument } = tool;
  const takes = [
    ...(Object.keys(options ?? {}).length === 0 ? [] : ['[flags]']),
    ...(argument === undefined ? [] : [argument]),
  ];
  const line = ['usage: npm run', name, ...(takes.length === 0 ? [] : ['--', ...takes])].join(' ');
  return `${line}\n\n${help.trim()}\n`;
}
