/** `courant show`: rows of a topic on stdout, as a table or one JSON document a line. */
import type { Command } from 'commander';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import { followRows, newestRows, rowDocument } from '../../../targets/data/topicRows.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';
import type { Target } from '../../../targets/target.ts';
import { existingChain } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { wholeNumber } from '../../terminal/flagValues.ts';
import type { Output } from '../../terminal/output.ts';
import { RowsTable } from '../../terminal/rowsTable.ts';
import { number, table } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly follow?: boolean;
  readonly count: number;
}

export function show(command: Command, shell: Shell): void {
  clusterOption(command)
    .argument('[topic]', 'readings, the name of a query, or readings.dlq; without it, the topics')
    .option('-f, --follow', 'go on with rows as they arrive, until Ctrl-C')
    .option('-n, --count <n>', 'how many', wholeNumber('-n', { min: 1, max: 100_000 }), 10)
    .action(async (topic: string | undefined) => {
      const flags = command.optsWithGlobals<Flags>();
      const { target } = await existingChain(shell, flags);
      if (topic === undefined) await listTopics(shell.output, target, flags.output);
      else await showRows(shell, target, { topic, ...flags });
    });
}

async function showRows(
  { output, interrupts }: Shell,
  target: Target,
  { topic, count, ...flags }: Flags & { readonly topic: string },
): Promise<void> {
  const print = rowPrinter(output, flags.output);
  await withOpenKafka(target, async (kafka) => {
    if (flags.follow) {
      const { first: signal } = interrupts;
      for await (const rows of followRows(kafka, { topic, count, signal })) print(rows);
      return;
    }
    const rows = await newestRows(kafka, topic, count);
    print(rows);
    if (rows.length === 0) output.note(`"${topic}" is empty so far`);
  });
}

function rowPrinter(output: Output, format: 'text' | 'json'): (rows: readonly TopicRow[]) => void {
  const tableOf = new RowsTable(output.width('stdout'));
  return (rows) => {
    if (format === 'text') output.lines(tableOf.lines(rows));
    else for (const row of rows) output.jsonText(rowDocument(row));
  };
}

/** What can be shown. */
async function listTopics(output: Output, target: Target, format: 'text' | 'json'): Promise<void> {
  const bounds = await withOpenKafka(target, async (kafka) => kafka.offsets(await kafka.topics()));
  const topics = [...bounds]
    .map(([name, partitions]) => ({
      name,
      records: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (format === 'json') {
    for (const topic of topics) output.json(topic, 'line');
    return;
  }
  const rows = topics.map(({ name, records }) => [name, number(records)]);
  output.lines(table([{ title: 'topic' }, { title: 'records', align: 'right' }], rows));
  output.note('→ see rows: courant show TOPIC');
}
