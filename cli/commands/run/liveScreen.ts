/** The live screen of `up`: what flows where, redrawn about once a second until Ctrl-C. */
import { formatDuration } from '../../../chain/words/quantity.ts';
import type { StatusDocument } from '../../../targets/data/status.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';
import type { DefinedChain } from '../../chain/findChain.ts';
import { watchChain } from '../../chain/watchChain.ts';
import type { Shell } from '../../shell.ts';
import type { Output } from '../../terminal/output.ts';
import { RowsTable } from '../../terminal/rowsTable.ts';
import { openScreen } from '../../terminal/screen.ts';
import { legLines, statusLine } from '../../terminal/statusView.ts';
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
): Promise<void> {
  const view = await openView(output, chainFolder.chain.name);
  await watchChain(target, {
    everyMs: view.everyMs,
    signal: interrupts.first,
    show: async (status, newestRows) => {
      const topic = outputToShow(status, queries);
      const isReadable = topic !== undefined && status.kafka.state === 'running';
      const rows = isReadable ? await newestRows(topic, rowsShown).catch(() => []) : [];
      view.show({ status, topic, rows });
    },
  });
  view.close();
}

/** The output with the most rows: the one in which something is to be seen. */
function outputToShow({ kafka }: StatusDocument, queries: readonly string[]): string | undefined {
  const outputs = kafka.topics.filter(({ name, records }) => queries.includes(name) && records > 0);
  return outputs.sort((a, b) => b.records - a.records)[0]?.name;
}

interface Moment {
  readonly status: StatusDocument;
  readonly topic: string | undefined;
  readonly rows: readonly TopicRow[];
}

interface View {
  readonly everyMs: number;
  show(moment: Moment): void;
  close(): void;
}

async function openView(output: Output, name: string): Promise<View> {
  const startMs = performance.now();
  const age = (): string => formatDuration(Math.floor((performance.now() - startMs) / 1e3) * 1e3);
  const screen = await openScreen(output, 'stderr');
  if (screen === undefined) {
    return {
      everyMs: lineMs,
      show: ({ status }) => {
        output.note(`${age()}  ${statusLine(status)}`);
      },
      close: () => undefined,
    };
  }
  return {
    everyMs: redrawMs,
    show: (moment) => {
      const width = output.width('stderr');
      const asTyped = (text: Text): Text => output.asTyped(text);
      screen.draw(liveLines({ ...moment, name, age: age(), width, asTyped }));
    },
    close: () => {
      screen.close();
    },
  };
}

interface Shown extends Moment {
  readonly name: string;
  readonly age: string;
  /** Columns of the terminal. */
  readonly width: number;
  readonly asTyped: (text: Text) => Text;
}

export function liveLines({ status, topic, rows, name, age, width, asTyped }: Shown): Text[] {
  return [
    '',
    [
      bold(name),
      ` runs on this machine for ${age}`,
      dim(`  Kafka at ${status.kafka.bootstrapServers.join(', ')}`),
    ],
    '',
    ...legLines(status),
    '',
    ...(topic === undefined ? [dim('no rows yet')] : newestRowsLines(topic, rows, width)),
    '',
    ...commandsToTry(topic ?? 'readings', width, asTyped),
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
