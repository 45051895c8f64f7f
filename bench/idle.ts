/**
 * `npm run bench:idle -- [--seconds 30] [--rounds 3]`: what a connected generator costs that sends a reading every ten
 * seconds: CPU in percent of a core, and resident memory; against the sink. Prints a JSON line a round.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { median, printFigures, round } from './figures.ts';
import { options } from './options.ts';
import { temporaryFolder } from './processes.ts';
import type { ObserverAnswer } from './processes.ts';
import { generator } from './produce/clients.ts';
import type { Client } from './produce/measure.ts';
import { startReceiver } from './produce/receivers.ts';

const { values } = options({ seconds: 30, rounds: 3 });
/** After the start: connections, compilers and the first reports are done. */
const settleMs = 5_000;

async function measure(client: Client, servers: string) {
  const child = client.start(servers);
  try {
    await pause(settleMs);
    await child.ask({ ask: 'begin', eventLoop: false });
    const began = performance.now();
    await pause(values.seconds * 1_000);
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

const sink = await startReceiver('sink');
try {
  const client = generator(temporaryFolder(), 'idle', { rate: 0.1 });
  const seen: Awaited<ReturnType<typeof measure>>[] = [];
  for (let index = 0; index < values.rounds; index += 1) {
    const figures = await measure(client, sink.servers);
    seen.push(figures);
    printFigures('idle', { round: index, ...figures });
  }
  const cpuPercent = median(seen, (one) => one.cpuPercent);
  const residentMiB = median(seen, (one) => one.residentMiB);
  console.log(`idle, connected: ${cpuPercent} % of a core, ${residentMiB} MiB resident`);
} finally {
  await sink.close();
}
