/** `courant status`: what runs, how fast, and how far behind; once, or again and again. */
import type { Command } from 'commander';
import { readStatus } from '../../../targets/data/status.ts';
import type { StatusDocument } from '../../../targets/data/status.ts';
import type { Target } from '../../../targets/target.ts';
import { startedChain } from '../../chain/findChain.ts';
import type { StartedChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { watchChain } from '../../chain/watchChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Output } from '../../terminal/output.ts';
import { openScreen } from '../../terminal/screen.ts';
import { statusLines } from '../../terminal/statusView.ts';
import type { Text } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly watch?: boolean;
}

const everyMs = 1_000;

export function status(command: Command, shell: Shell): void {
  clusterOption(command)
    .option('-w, --watch', 'again every second, until Ctrl-C')
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const found = await startedChain(shell, flags);
      if (flags.watch) await watchStatus(shell, found, flags.output);
      if (flags.watch && shell.interrupts.first.aborted) return;
      await printStatus(shell, found, flags.output);
    });
}

/** Redrawn on a terminal, one document a line as JSON, until Ctrl-C or until the chain does not run. */
async function watchStatus(
  { output, interrupts }: Shell,
  { target }: StartedChain,
  format: 'text' | 'json',
): Promise<void> {
  const screen = await openScreen(output, 'stdout');
  const show = (seen: StatusDocument): void => {
    if (format === 'json') output.json(seen, 'line');
    else if (screen === undefined) output.lines(linesOf(seen, output));
    else screen.draw(linesOf(seen, output));
  };
  await watchChain(target, { everyMs, signal: interrupts.first, show });
  screen?.close();
}

async function printStatus(
  { output }: Shell,
  { target, wasStarted }: StartedChain,
  format: 'text' | 'json',
): Promise<void> {
  const seen = await readStatus(target);
  if (format === 'json') {
    output.json(seen);
    return;
  }
  output.lines(linesOf(seen, output));
  if (seen.state === 'left behind') {
    output.note('→ end what is left of it: courant down --keep-data');
  } else if (seen.state === 'stopped') {
    output.note(wasStarted ? await whatIsLeft(target) : 'it was not started yet');
    output.note('→ start it: courant up');
  }
}

/** A cluster may have gone with all that was in it. */
async function whatIsLeft(target: Target): Promise<string> {
  const left = await target.removable({ keepData: false });
  return left.length > 0 ? 'its data is kept' : 'nothing is left of it, nor of its data';
}

/** Failures of queries carry hints. */
function linesOf(seen: StatusDocument, output: Output): Text[] {
  return statusLines(seen).map((line) => output.asTyped(line));
}
