/**
 * `npm run bench:idle -- [--seconds 30] [--rounds 3]`: what a connected generator costs that sends a reading every ten
 * seconds: CPU in percent of a core, and resident memory; against the sink. Prints a JSON line a round.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { machineFacts, percentile } from './machine.ts';
import type { ObserverAnswer } from './processes.ts';
import { generator } from './produce/clients.ts';
import type { Client } from './produce/client.ts';
import { round } from './produce/measure.ts';
import { Sink } from './produce/receivers.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
  },
});
/** After the start: connections, compilers and the first reports are done. */
const settleMs = 5_000;

async function measure(client: Client, sink: Sink, seconds: number) {
  const child = client.start(sink.servers);
  try {
    await pause(settleMs);
    await child.ask({ ask: 'begin', eventLoop: false });
    const began = performance.now();
    await pause(seconds * 1_000);
    const seen = (await child.ask({ ask: 'end', eventLoop: false })) as ObserverAnswer;
    const spanSeconds = (performance.now() - began) / 1_000;
    return {
      cpuPercent: round((seen.cpuSeconds / spanSeconds) * 100, 3),
      residentMiB: Math.round(seen.residentBytes / 2 ** 20),
    };
  } finally {
    await child.kill();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
const sink = await Sink.start();
try {
  const client = generator(folder, 'idle', { rate: 0.1 });
  const seen: Awaited<ReturnType<typeof measure>>[] = [];
  for (let index = 0; index < Number(values.rounds); index += 1) {
    const figures = await measure(client, sink, Number(values.seconds));
    seen.push(figures);
    console.log(JSON.stringify({ bench: 'idle', round: index, ...figures, ...machineFacts() }));
  }
  const median = (name: keyof (typeof seen)[number]): number =>
    percentile(
      seen.map((figures) => figures[name]),
      50,
    );
  console.log(
    `idle, connected: ${median('cpuPercent')} % of a core, ${median('residentMiB')} MiB resident`,
  );
} finally {
  await sink.close();
  await rm(folder, { recursive: true, force: true });
}
