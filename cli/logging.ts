/** What the legs print, on stdout: the text for people, the log line inside a document for programs. */
import { z } from 'zod';
import { legNames } from '../targets/target.ts';
import type { LegName, LogLine, Target } from '../targets/target.ts';
import type { Shell } from './shell.ts';
import { cyan, dim, red, yellow } from './terminal/text.ts';
import type { Text } from './terminal/text.ts';

/** One line of `courant logs -o json`. */
export const logDocument = z.object({ leg: z.enum(legNames), id: z.string(), line: z.string() });

interface Options {
  readonly leg?: LegName;
  readonly follow?: boolean;
  readonly output: 'text' | 'json';
}

export async function printLogs(shell: Shell, target: Target, options: Options): Promise<void> {
  const { output, interrupts } = shell;
  const lines = target.logs({
    leg: options.leg,
    follow: options.follow ?? false,
    signal: interrupts.first,
  });
  let printed = 0;
  for await (const line of lines) {
    printed += 1;
    if (options.output === 'json')
      output.json({ leg: line.leg, id: line.id, line: line.line }, 'line');
    else output.line(forPeople(line));
  }
  if (printed === 0) output.note('nothing was printed so far');
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
