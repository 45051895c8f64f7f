/** `courant supervise`: owns the legs of a local chain. What `up` starts in the background; not for people. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';

export function supervise(command: Command, shell: Shell): void {
  command
    .requiredOption('--folder <dir>', 'the folder of the chain')
    .option('--no-page', 'serve no page')
    .action(async () => {
      const { folder, page } = command.opts<{ folder: string; page: boolean }>();
      const { supervise: run } = await import('../../../targets/local/supervisor/supervise.ts');
      const { environment, interrupts, output } = shell;
      const note = (text: string): void => {
        output.note(text);
      };
      await run(resolve(shell.workingFolder, folder), {
        environment,
        hasPage: page,
        note,
        signal: interrupts.first,
      });
    });
}
