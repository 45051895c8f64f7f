/** The live screen of `up`: what flows where, redrawn about once a second until Ctrl-C. */
import { setTimeout as pause } from 'node:timers/promises';
import { formatDuration } from '../../../chain/words/quantity.ts';
import { withOpenKafka } from '../../../targets/data/openKafka.ts';
import { newestRows } from '../../../targets/data/topicRows.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';
import { StatusWatch } from '../../../targets/data/status.ts';
import type { StatusDocument } from '../../../targets/data/status.ts';
import type { Output } from '../../terminal/output.ts';
import type { CheckedChain } from '../../chain/findChain.ts';
import { RowsTable } from '../../terminal/rowsTable.ts';
import { Screen } from '../../terminal/screen.ts';
import { legLines, statusLine } from '../../terminal/statusView.ts';
import type { Shell } from '../../shell.ts';
import { bold, cyan, dim } from '../../terminal/text.ts';
import type { Text } from '../../terminal/text.ts';

const redrawMs = 1_000;
/** Where there is no terminal, one line this often. */
const lineMs = 5_000;
const rowsShown = 5;

/** Watches until Ctrl-C, or until the chain is stopped from elsewhere. */
export async function watchUntilInterrupted(
  shell: Shell,
  { target, chainFolder, queries }: CheckedChain,
): Promise<void> {
  const { first: signal } = shell.interrupts;
  const view = makeView(shell.output, chainFolder.chain.name);
  while (!signal.aborted && (await target.state()).running) {
    // A broker that was restarted elsewhere is reached by connecting again.
    await withOpenKafka(target, async (kafka) => {
      const watch = new StatusWatch(target, kafka);
      while (!signal.aborted) {
        const status = await watch.read();
        if (status.state === 'stopped') return;
        const topic = outputToShow(status, queries);
        const rows =
          topic === undefined || status.kafka.state !== 'running'
            ? []
            : await newestRows(kafka, topic, rowsShown).catch(() => []);
        view.show(status, topic, rows);
        await pause(view.everyMs, undefined, { signal }).catch(() => undefined);
      }
    }).catch(() => pause(redrawMs, undefined, { signal }).catch(() => undefined));
  }
  view.close();
}

/** The output with the most rows: the one in which something is to be seen. */
function outputToShow({ kafka }: StatusDocument, queries: readonly string[]): string | undefined {
  const outputs = kafka.topics.filter(({ name, records }) => queries.includes(name) && records > 0);
  return outputs.sort((a, b) => b.records - a.records)[0]?.name;
}

interface View {
  readonly everyMs: number;
  show(status: StatusDocument, topic: string | undefined, rows: readonly TopicRow[]): void;
  close(): void;
}

function makeView(output: Output, name: string): View {
  const startMs = performance.now();
  const age = (): string => formatDuration(Math.floor((performance.now() - startMs) / 1e3) * 1e3);
  if (!output.isTerminal('stderr')) {
    return {
      everyMs: lineMs,
      show: (status) => {
        output.note(`${age()}  ${statusLine(status)}`);
      },
      close: () => undefined,
    };
  }
  const region = new Screen(output, 'stderr');
  return {
    everyMs: redrawMs,
    show: (status, topic, rows) => {
      const width = output.width('stderr');
      region.draw(screen({ status, topic, rows, name, age: age(), width }));
    },
    close: () => {
      region.close();
    },
  };
}

interface Shown {
  readonly status: StatusDocument;
  readonly topic: string | undefined;
  readonly rows: readonly TopicRow[];
  readonly name: string;
  readonly age: string;
  readonly width: number;
}

function screen({ status, topic, rows, name, age, width }: Shown): Text[] {
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
    [dim('in another terminal: '), ...commandsToTry(topic)],
    [dim('Ctrl-C stops the chain and proves that nothing was lost')],
  ];
}

function newestRowsLines(topic: string, rows: readonly TopicRow[], width: number): Text[] {
  return [[dim('newest rows of '), topic], ...new RowsTable(width).lines(rows)];
}

function commandsToTry(topic: string | undefined): Text[] {
  const commands = [`courant show ${topic ?? 'readings'} -f`, 'courant scale 2', 'courant verify'];
  return commands.flatMap((command, index) => [index === 0 ? '' : dim(' · '), cyan(command)]);
}
