/**
 * `npm run bench:frozen -- --rounds 50`: a frozen broker, a killed generator, a thaw; how many readings are in the topic
 * twice. 0 is asked for, or that they were foretold.
 */
import { startBroker } from '../test/support/broker.ts';
import { Traces } from '../test/support/law.ts';
import { Launcher, frozenRound, seenOf, signal } from '../test/generator/resume/frozenRounds.ts';

const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1] ?? 50) || 50;
const broker = await startBroker();
const launcher = await Launcher.open(broker);
let failed = 0;
try {
  const traces = await Traces.open(broker.connection);
  await traces.clear([], 4);
  await traces.close();
  for (let round = 1; round <= rounds; round++) {
    const encoder = round % 5 === 0 ? 'stock' : 'batch';
    const name = `frozen-${Math.ceil(round / 5)}`;
    await frozenRound(broker, launcher, { generator: { rate: 'max', encoder }, name });
    const seen = await seenOf(broker, name);
    console.log(round, encoder, JSON.stringify(seen));
    if (seen.doubled + seen.outOfOrder + seen.missing > 0) failed += 1;
  }
  console.log(`${rounds} rounds, ${failed} with readings doubled, out of order or missing`);
} finally {
  signal(broker.pid, 'SIGCONT');
  await launcher.close();
  await broker.remove();
}
process.exit(failed === 0 ? 0 : 1);
