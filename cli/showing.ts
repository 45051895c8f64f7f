/** Rows of a topic on stdout: a table, or one JSON document a line. */
import { withOpenKafka } from '../targets/data/openKafka.ts';
import { followRows, newestRows } from '../targets/data/topicRows.ts';
import type { TopicRow } from '../targets/data/topicRows.ts';
import type { Target } from '../targets/target.ts';
import { RowsTable } from './terminal/rowsTable.ts';
import type { Shell } from './shell.ts';
import { number, table } from './terminal/text.ts';

interface Options {
  readonly topic: string;
  readonly count: number;
  readonly follow?: boolean;
  readonly output: 'text' | 'json';
}

export async function showRows(shell: Shell, target: Target, options: Options): Promise<void> {
  const { first: signal } = shell.interrupts;
  const print = rowPrinter(shell, options.output);
  await withOpenKafka(target, async (kafka) => {
    if (options.follow) {
      for await (const rows of followRows(kafka, { ...options, signal })) print(rows);
      return;
    }
    const rows = await newestRows(kafka, options.topic, options.count);
    print(rows);
    if (rows.length === 0) shell.output.note(`"${options.topic}" is empty so far`);
  });
}

function rowPrinter(shell: Shell, format: 'text' | 'json'): (rows: readonly TopicRow[]) => void {
  const { output } = shell;
  if (format === 'json') {
    return (rows) => {
      for (const row of rows) output.json(row, 'line');
    };
  }
  const tableOf = new RowsTable(output.width('stdout'));
  return (rows) => {
    output.lines(tableOf.lines(rows));
  };
}

/** What can be shown. */
export async function listTopics(
  shell: Shell,
  target: Target,
  format: 'text' | 'json',
): Promise<void> {
  await withOpenKafka(target, async (kafka) => {
    const bounds = await kafka.offsets(await kafka.topics());
    const topics = [...bounds]
      .map(([name, partitions]) => ({
        name,
        records: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (format === 'json') {
      for (const topic of topics) shell.output.json(topic, 'line');
      return;
    }
    const rows = topics.map(({ name, records }) => [name, number(records)]);
    shell.output.lines(table([{ title: 'topic' }, { title: 'records', align: 'right' }], rows));
    shell.output.note('→ see rows: courant show TOPIC');
  });
}
