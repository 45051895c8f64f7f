/** `courant metrics`: what the page tells Prometheus of a chain that runs, once. */
import type { Command } from 'commander';
import { z } from 'zod';
import { metricsOf, metricsText } from '../../../page/state/metrics.ts';
import { readStatus } from '../../../targets/data/status.ts';
import { existingChain, notRunning } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import type { CommonFlags, Shell } from '../../shell.ts';

/** What `courant metrics -o json` prints. */
export const metricsDocument = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['gauge', 'counter']),
      labels: z.record(z.string(), z.string()),
      value: z.number(),
    }),
  ),
});

export function metrics(command: Command, shell: Shell): void {
  clusterOption(command)
    .addHelpText(
      'after',
      '\nThe page has the same at /metrics, for a Prometheus on this machine. On a cluster the pods tell it themselves:\n`metrics: true` in the definition (docs/kubernetes.md).',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<CommonFlags>();
      const { target } = await existingChain(shell, flags);
      if (!(await target.state()).running) throw notRunning();
      const status = await readStatus(target);
      const told = metricsOf(status, null, Date.now());
      if (flags.output === 'json') shell.output.json({ metrics: told });
      else shell.output.raw(metricsText(told));
    });
}
