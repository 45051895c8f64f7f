/** Looking at a chain: once, or again and again. */
import { setTimeout as pause } from 'node:timers/promises';
import { withOpenKafka } from '../targets/data/openKafka.ts';
import { StatusWatch, readStatus } from '../targets/data/status.ts';
import type { ChainPlace } from './chain/findChain.ts';
import { Screen } from './terminal/screen.ts';
import type { Shell } from './shell.ts';
import { statusLines } from './terminal/statusView.ts';

const everyMs = 1_000;

export async function printStatus(
  shell: Shell,
  { target }: ChainPlace,
  options: { readonly format: 'text' | 'json'; readonly wasStarted: boolean },
): Promise<void> {
  const { output } = shell;
  const status = await readStatus(target);
  if (options.format === 'json') {
    output.json(status);
    return;
  }
  output.lines(statusLines(status));
  if (status.state === 'left behind') {
    output.note('→ end what is left of it: courant down --keep-data');
  } else if (status.state === 'stopped') {
    output.note(options.wasStarted ? 'its data is kept' : 'it was not started yet');
    output.note('→ start it: courant up');
  }
}

/** The status again and again: redrawn on a terminal, one document a line as JSON. */
export async function watchStatus(
  shell: Shell,
  place: ChainPlace,
  format: 'text' | 'json',
): Promise<void> {
  const { target } = place;
  const { first: signal } = shell.interrupts;
  const screen = new Screen(shell.output, 'stdout');
  while (!signal.aborted) {
    if (!(await target.state()).running) {
      await printStatus(shell, place, { format, wasStarted: true });
      return;
    }
    await withOpenKafka(target, async (kafka) => {
      const watch = new StatusWatch(target, kafka);
      while (!signal.aborted) {
        const status = await watch.read();
        if (status.state === 'stopped') return;
        if (format === 'json') shell.output.json(status, 'line');
        else screen.draw(statusLines(status));
        await pause(everyMs, undefined, { signal }).catch(() => undefined);
      }
    }).catch(() => pause(everyMs, undefined, { signal }).catch(() => undefined));
  }
  screen.close();
}
