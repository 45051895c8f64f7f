/** The live screen of `up`: what flows where, redrawn about once a second until Ctrl-C. */
import { formatDuration } from '../../../chain/words/quantity.ts';
import type { StatusDocument } from '../../../targets/data/status.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';
import type { DefinedChain } from '../../chain/findChain.ts';
import { watchChain } from '../../chain/watchChain.ts';
import type { Show } from '../../chain/watchChain.ts';
import type { Shell } from '../../shell.ts';
import { RowsTable } from '../../terminal/rowsTable.ts';
import type { Output } from '../../terminal/output.ts';
import { openScreen } from '../../terminal/screen.ts';
import { legLines, notedLines, statusLine } from '../../terminal/statusView.ts';
import { bold, cyan, dim, widthOf } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';

const redrawMs = 1_000;
/** Where there is no terminal, one line this often. */
const lineMs = 5_000;
const rowsShown = 5;

/** Watches until Ctrl-C, or until the chain is stopped from elsewhere. */
export async function watchUntilInterrupted(
  { output, interrupts }: Shell,
  { target, chainFolder, queries }: DefinedChain,
  page: string | null,
): Promise<void> {
  const startMs = performance.now();
  const age = (): string => formatDuration(Math.floor((performance.now() - startMs) / 1e3) * 1e3);
  const screen = await openScreen(output, 'stderr');
  if (screen === undefined) printPage(output, page);
  const show: Show = async (status, newestRows) => {
    if (screen === undefined) {
      output.note(`${age()}  ${statusLine(status)}`);
      return;
    }
    const topic = outputToShow(status, queries);
    const isReadable = topic !== undefined && status.kafka.state === 'running';
    const rows = isReadable ? await newestRows(topic, rowsShown).catch(() => []) : [];
    screen.draw(
      liveLines({
        status,
        topic,
        rows,
        name: chainFolder.chain.name,
        page,
        age: age(),
        width: output.width('stderr'),
        asTyped: (text) => output.asTyped(text),
      }),
    );
  };
  const everyMs = screen === undefined ? lineMs : redrawMs;
  await watchChain(target, { everyMs, signal: interrupts.first, show });
  screen?.close();
}

/** What people click on, where no screen shows it. */
export function printPage(output: Output, page: string | null): void {
  if (page !== null) output.note(['page  ', bold(page)]);
}

/** The output with the most rows: the one in which something is to be seen. */
function outputToShow({ kafka }: StatusDocument, queries: readonly string[]): string | undefined {
  const outputs = kafka.topics.filter(({ name, records }) => queries.includes(name) && records > 0);
  return outputs.sort((a, b) => b.records - a.records)[0]?.name;
}

interface Shown {
  readonly status: StatusDocument;
  /** The output whose rows are shown. */
  readonly topic: string | undefined;
  readonly rows: readonly TopicRow[];
  readonly name: string;
  /** Address of the live page; `null` where none is served. */
  readonly page: string | null;
  readonly age: string;
  /** Columns of the terminal. */
  readonly width: number;
  readonly asTyped: (text: Text) => Text;
}

export function liveLines({ status, topic, rows, name, page, age, width, asTyped }: Shown): Text[] {
  return [
    '',
    [
      bold(name),
      ` runs on this machine for ${age}`,
      dim(`  Kafka at ${status.kafka.bootstrapServers.join(', ')}`),
    ],
    '',
    ...legLines(status),
    ...notedLines(status),
    '',
    ...(topic === undefined ? [dim('no rows yet')] : newestRowsLines(topic, rows, width)),
    '',
    ...commandsToTry(topic ?? 'readings', width, asTyped),
    ...(page === null ? [] : [[dim('page  '), cyan(page)]]),
    dim('Ctrl-C stops the chain and proves that nothing was lost'),
  ];
}

function newestRowsLines(topic: string, rows: readonly TopicRow[], width: number): Text[] {
  return [[dim('newest rows of '), topic], ...new RowsTable(width).lines(rows)];
}

/** On one line, or one a line where that is too narrow: a command that is cut cannot be pasted. */
function commandsToTry(topic: string, width: number, asTyped: Shown['asTyped']): Text[] {
  const title = dim('in another terminal: ');
  const calls = [`courant show ${topic} -f`, 'courant scale 2', 'courant verify'];
  const [first = '', ...others] = calls.map((call) => asTyped(cyan(call)));
  const line = [title, first, ...others.map((call) => [dim(' · '), call])];
  if (widthOf(line) <= width) return [line];
  const indent = ' '.repeat(widthOf(title));
  return [[title, first], ...others.map((call) => [indent, call])];
}
