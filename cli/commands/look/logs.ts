/** `courant logs`: what the legs print, on stdout; the text for people, the log line inside a document for programs. */
import { Argument } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { legNames } from '../../../targets/target.ts';
import type { LegName, LogLine } from '../../../targets/target.ts';
import { existingChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { cyan, dim, red, yellow } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';

/** One line of `courant logs -o json`. */
export const logDocument = z.object({ leg: z.enum(legNames), id: z.string(), line: z.string() });

interface Flags extends CommonFlags {
  readonly follow?: boolean;
}

export function logs(command: Command, shell: Shell): void {
  clusterOption(command)
    .addArgument(new Argument('[leg]', 'one leg only').choices(legNames))
    .option('-f, --follow', 'go on with lines as they come, until Ctrl-C')
    .action((leg: LegName | undefined) => printLogs(shell, leg, command.optsWithGlobals<Flags>()));
}

async function printLogs(shell: Shell, leg: LegName | undefined, flags: Flags): Promise<void> {
  const { output, interrupts } = shell;
  const { target } = await existingChain(shell, flags);
  const lines = target.logs({ leg, follow: flags.follow ?? false, signal: interrupts.first });
  let isEmpty = true;
  for await (const line of lines) {
    isEmpty = false;
    if (flags.output === 'json') output.json(logDocument.parse(line), 'line');
    else output.line(forPeople(line));
  }
  if (isEmpty) output.note('nothing was printed so far');
}

function forPeople({ id, line }: LogLine): Text {
  return [cyan(id), ' ', ...readable(line)];
}

/** A JSON log line as `time level event, rest`; any other line as it is. */
function readable(line: string): Text[] {
  const fields = parse(line);
  if (fields === undefined) return [line];
  const { time, level, event, msg, message, ...rest } = fields;
  const title = [event, msg, message].filter((part) => typeof part === 'string').join(': ');
  const others = Object.entries(rest)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return [dim(clock(time)), ' ', ...levelText(level), title, ' ', dim(others)];
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function clock(time: unknown): string {
  if (typeof time !== 'string' && typeof time !== 'number') return '';
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? String(time) : at.toISOString().slice(11, 23);
}

function levelText(level: unknown): Text[] {
  if (level === 'warn' || level === 'WARN' || level === 40) return [yellow('warn '), ''];
  if (level === 'error' || level === 'ERROR' || level === 50) return [red('error '), ''];
  return [];
}
