/** `courant plan`: what the chain will ask of a Kubernetes cluster. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { resolveChain } from '../../../chain/chain.ts';
import { formatSize } from '../../../chain/words/quantity.ts';
import { diagramOf } from '../../../charts/diagram.ts';
import { planChain } from '../../../charts/plan.ts';
import type { Plan } from '../../../charts/plan.ts';
import { readQueries } from '../../../charts/sources.ts';
import { checkQueries } from '../../chain/checkQueries.ts';
import { loadChain } from '../../chain/definition.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Output } from '../../terminal/output.ts';
import { bold, dim, table, yellow } from '../../terminal/text.ts';
import type { Column } from '../../terminal/text.ts';

/** What `courant plan -o json` prints. */
export const planDocument = z.object({
  profile: z.enum(['laptop', 'production']),
  objects: z.record(z.string(), z.number()),
  pods: z.array(
    z.object({
      what: z.string(),
      replicas: z.number(),
      cpuMillis: z.number(),
      memoryBytes: z.number(),
    }),
  ),
  total: z.object({ cpuMillis: z.number(), memoryBytes: z.number() }),
  cautions: z.array(z.string()),
});

interface Flags extends CommonFlags {
  readonly profile?: string;
  readonly diagram?: boolean;
}

export function plan(command: Command, shell: Shell): void {
  command
    .addOption(
      new Option('--profile <profile>', 'instead of the one that the definition names').choices([
        'laptop',
        'production',
      ]),
    )
    .option('--diagram', 'print the chain as a Mermaid diagram')
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const chainFolder = await loadChain({ ...flags, workingFolder: shell.workingFolder }, shell);
      await checkQueries(chainFolder);
      const { folder, file } = chainFolder;
      const profile = flags.profile ?? chainFolder.chain.profile;
      const chain = resolveChain({ ...chainFolder.chain, profile }, file);
      if (flags.diagram) {
        shell.output.raw(`${diagramOf({ chain, queries: readQueries(chain, folder) })}\n`);
        return;
      }
      const found = planChain(chain, folder);
      if (flags.output === 'json') shell.output.json(found);
      else printPlan(shell.output, found);
    });
}

function printPlan(output: Output, { profile, pods, total, objects, cautions }: Plan): void {
  const numbers = ['pods', 'CPU', 'memory', 'CPU', 'memory'];
  const columns: readonly Column[] = [
    { title: `profile ${profile}` },
    ...numbers.map((title) => ({ title, align: 'right' }) as const),
  ];
  const rows = pods.map(({ what, replicas, cpuMillis, memoryBytes }) => [
    what,
    String(replicas),
    cpu(cpuMillis),
    formatSize(memoryBytes),
    cpu(replicas * cpuMillis),
    formatSize(replicas * memoryBytes),
  ]);
  const sum = ['together', '', '', '', cpu(total.cpuMillis), formatSize(total.memoryBytes)];
  output.lines(table(columns, [...rows, sum.map(bold)]));
  const kinds = Object.entries(objects).map(([kind, count]) => `${count} ${kind}`);
  output.line();
  output.line(dim(`objects: ${kinds.join(', ')}`));
  for (const caution of cautions) output.note([yellow('! '), caution]);
  output.note('requests of the chain and of its operators; write the manifests: courant synth');
}

function cpu(millis: number): string {
  return (millis / 1_000).toFixed(2);
}
