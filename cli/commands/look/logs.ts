/** `courant logs`: what the legs print, on stdout; the text for people, the log line inside a document for programs. */
import { Argument } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { JsonText } from '../../../chain/words/jsonText.ts';
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
  const fields = line.startsWith('{') ? JsonText.of(line)?.fields() : undefined;
  if (fields === undefined) return [line];
  const titles = ['event', 'msg', 'message'];
  const title = titles.flatMap((name) => fields.get(name)?.string() ?? []).join(': ');
  const others = [...fields]
    .filter(([name]) => ![...titles, 'time', 'level'].includes(name))
    .map(([name, value]) => `${name}=${value.string() ?? value.text}`)
    .join(' ');
  const level = fields.get('level')?.shown();
  return [dim(clock(fields.get('time'))), ' ', ...levelText(level), title, ' ', dim(others)];
}

function clock(time: JsonText | undefined): string {
  const text = time?.string();
  const at = new Date(text ?? Number(time?.text ?? ''));
  return Number.isNaN(at.getTime()) ? (text ?? '') : at.toISOString().slice(11, 23);
}

function levelText(level: string | undefined): Text[] {
  if (/^(warn|40)$/i.test(level ?? '')) return [yellow('warn '), ''];
  if (/^(error|50)$/i.test(level ?? '')) return [red('error '), ''];
  return [];
}
