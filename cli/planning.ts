/** What `courant plan` prints. */
import { z } from 'zod';
import type { Plan } from '../charts/plan.ts';
import { formatSize } from '../chain/words/quantity.ts';
import type { Output } from './terminal/output.ts';
import { bold, dim, yellow } from './terminal/text.ts';

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

export function printPlan(output: Output, plan: Plan): void {
  const rows = plan.pods.map(({ what, replicas, cpuMillis, memoryBytes }) => [
    what,
    String(replicas),
    cpu(cpuMillis),
    formatSize(memoryBytes),
    cpu(replicas * cpuMillis),
    formatSize(replicas * memoryBytes),
  ]);
  const total = [
    'together',
    '',
    '',
    '',
    cpu(plan.total.cpuMillis),
    formatSize(plan.total.memoryBytes),
  ];
  const [head, ...lines] = aligned([
    [`profile ${plan.profile}`, 'pods', 'CPU', 'memory', 'CPU', 'memory'],
    ...rows,
    total,
  ]);
  output.line(dim(head ?? ''));
  output.lines(lines.slice(0, -1));
  output.line(bold(lines.at(-1) ?? ''));
  const kinds = Object.entries(plan.objects).map(([kind, count]) => `${count} ${kind}`);
  output.line();
  output.line(dim(`objects: ${kinds.join(', ')}`));
  for (const caution of plan.cautions) output.note([yellow('! '), caution]);
  output.note('requests of the chain and of its operators; write the manifests: npm run synth');
}

function cpu(millis: number): string {
  return (millis / 1_000).toFixed(2);
}

/** The first column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  '),
  );
}
