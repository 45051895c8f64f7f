/** `courant supervise`: owns the legs of a local chain. What `up` starts in the background; not for people. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';

export function supervise(command: Command, shell: Shell): void {
  command.requiredOption('--folder <dir>', 'the folder of the chain').action(async () => {
    const { folder } = command.opts<{ folder: string }>();
    const { supervise: run } = await import('../../../targets/local/supervisor/supervisor.ts');
    await run(resolve(shell.workingFolder, folder), shell.environment, shell.interrupts.first);
  });
}
