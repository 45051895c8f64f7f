import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';

/** What `up` starts in the background; not for people. */
export function supervise(command: Command, shell: Shell): void {
  command.requiredOption('--folder <dir>', 'the folder of the chain').action(async () => {
    const { folder } = command.opts<{ folder: string }>();
    const { supervise: run } = await import('../../../targets/local/supervisor/supervisor.ts');
    await run(resolve(shell.workingFolder, folder), shell.environment, shell.interrupts.first);
  });
}
