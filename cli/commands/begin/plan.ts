/** `courant plan`: what the chain will ask of a Kubernetes cluster. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { resolveChain } from '../../../chain/chain.ts';
import { capacityOf } from '../../../chain/definition/capacity.ts';
import type { Capacity, CompressedCapacity } from '../../../chain/definition/capacity.ts';
import { readingsPerCore } from '../../../chain/definition/sizing.ts';
import { topicNames } from '../../../chain/names.ts';
import { counted } from '../../../chain/words/counted.ts';
import { formatSize } from '../../../chain/words/quantity.ts';
import { diagramOf } from '../../../charts/diagram.ts';
import { planChain } from '../../../charts/plan.ts';
import type { Plan } from '../../../charts/plan.ts';
import { outputsOf } from '../../../charts/legs.ts';
import { readQueries } from '../../../charts/sources.ts';
import { checkQueries } from '../../chain/checkQueries.ts';
import { loadChain } from '../../chain/definition.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import type { Output } from '../../terminal/output.ts';
import { wholeNumber } from '../../terminal/flagValues.ts';
import { bold, dim, number, table, yellow } from '../../terminal/text.ts';
import type { Column, Text } from '../../terminal/text.ts';

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

const compressed = z.object({
  brokers: z.number(),
  brokerCores: z.number(),
  inBytes: z.number(),
  betweenBytes: z.number(),
  outBytes: z.number(),
  dayBytes: z.number(),
});

/** What `courant plan --rate N -o json` prints; bytes are a second's, but of a day where it says so. */
export const capacityDocument = z.object({
  readingsPerSecond: z.number(),
  replicationFactor: z.number(),
  queries: z.number(),
  generators: z.number(),
  generatorCores: z.number(),
  partitions: z.number(),
  executors: z.number(),
  executorCores: z.number(),
  sparkCores: z.number(),
  zstd: compressed,
  uncompressed: compressed,
});

interface Flags extends CommonFlags {
  readonly profile?: string;
  readonly diagram?: boolean;
  readonly rate?: number;
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
    .addOption(
      new Option('--rate <readings>', 'what so many readings a second take, from measured costs')
        .argParser(wholeNumber('--rate', { min: 1, max: 1_000_000_000 }))
        .conflicts(['profile', 'diagram']),
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const chainFolder = await loadChain({ ...flags, workingFolder: shell.workingFolder }, shell);
      await checkQueries(chainFolder);
      const { folder, file } = chainFolder;
      if (flags.rate !== undefined) {
        const queries = outputsOf(readQueries(chainFolder.chain, folder)).length;
        printCapacity(shell.output, flags, capacityOf(chainFolder.chain, flags.rate, queries));
        return;
      }
      const profile = flags.profile ?? chainFolder.chain.profile;
      const chain = resolveChain({ ...chainFolder.chain, profile }, file);
      if (flags.diagram) {
        shell.output.raw(`${diagramOf({ chain, ...readQueries(chain, folder) })}\n`);
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

function printCapacity(output: Output, { output: form }: CommonFlags, capacity: Capacity): void {
  if (form === 'json') output.json(capacity);
  else {
    output.lines(capacityTable(capacity));
    output.line();
    output.lines(capacityNotes(capacity).map(dim));
  }
}

function capacityTable(capacity: Capacity): Text[] {
  const { generators, replicationFactor, partitions, executors, queries } = capacity;
  const both = (value: number): [string, string] => [number(value), number(value)];
  const each = (format: (found: CompressedCapacity) => string): [string, string] => [
    format(capacity.zstd),
    format(capacity.uncompressed),
  ];
  const rows: [string, ...string[]][] = [
    ['generators', ...both(generators)],
    [`brokers, ${replicationFactor} replicas`, ...each(({ brokers }) => number(brokers))],
    [`partitions of "${topicNames.readings}"`, ...both(partitions)],
    [`executors of ${capacity.executorCores} cores`, ...both(executors)],
    ['network into Kafka', ...each(({ inBytes }) => perSecond(inBytes))],
    ['network between brokers', ...each(({ betweenBytes }) => perSecond(betweenBytes))],
    [
      `network to ${counted(queries, 'query', 'queries')}, at most`,
      ...each(({ outBytes }) => perSecond(outBytes)),
    ],
    ['disk a day, all replicas', ...each(({ dayBytes }) => formatSize(dayBytes))],
  ];
  const columns: readonly Column[] = [
    { title: `${number(capacity.readingsPerSecond)} readings a second` },
    { title: 'as random sensors, zstd', align: 'right' },
    { title: 'not compressed', align: 'right' },
  ];
  return table(columns, rows);
}

/** What the numbers rest on. */
function capacityNotes({ zstd, uncompressed, generatorCores, sparkCores }: Capacity): string[] {
  const cores = (count: number): string => count.toFixed(1);
  return [
    `busy cores by measured costs: generators ${cores(generatorCores)}, brokers ${cores(zstd.brokerCores)} to ${cores(uncompressed.brokerCores)}, Spark ${cores(sparkCores)}`,
    `planned is a third of what one process did on two cores, and ${number(readingsPerCore)} readings a second a core of Spark`,
    'nothing past one machine was measured: docs/kubernetes.md, "Past one machine"',
  ];
}

function perSecond(bytes: number): string {
  return `${formatSize(bytes)}/s`;
}

function cpu(millis: number): string {
  return (millis / 1_000).toFixed(2);
}
