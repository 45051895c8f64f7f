/**
 * `npm run bench:frozen -- --rounds 50`: a generator is killed while its last requests are on their way, and the next one
 * of its name goes on before they arrive; how many readings are in the topic twice. Half of the rounds freeze the broker
 * and let it go on, half hold the requests until the next generator has sent its own; 0 is asked for. The control holds
 * them where the two generators cannot be told for one producer: it must double, and foretell it.
 */
import { Launcher, frozenRound, heldRound, seenOf } from '../test/generator/resume/frozenRounds.ts';
import type { Seen } from '../test/generator/resume/frozenRounds.ts';
import { startRelayedBroker } from '../test/support/holdingRelay.ts';
import { Traces } from '../test/support/law.ts';
import { options } from './options.ts';

const { rounds } = options({ rounds: 50 }).values;
const controls = Math.ceil(rounds / 10);
const { broker, relay } = await startRelayedBroker();
const traces = await Traces.open(broker.connection);
const launcher = await Launcher.open(broker);
const isWrong = ({ doubled, outOfOrder, missing }: Seen) => doubled + outOfOrder + missing > 0;
let [failed, silent] = [0, 0];
try {
  for (let round = 1; round <= rounds; round += 1) {
    const seen = await play(round, round % 2 === 0 ? 'held' : 'frozen', 'goes-on');
    if (isWrong(seen) || seen.foretold > 0) failed += 1;
  }
  relay.isDisguising = true;
  for (let round = 1; round <= controls; round += 1) {
    const seen = await play(round, 'held', `control-${round}`);
    if (isWrong(seen) || seen.foretold === 0) silent += 1;
  }
  console.log(`${rounds} rounds, ${failed} with readings doubled, out of order or missing`);
  console.log(
    `${controls} without a fence, ${controls - silent} with readings doubled, as foretold`,
  );
} finally {
  await launcher.close();
  await traces.close();
  await broker.remove();
  await relay.close();
}
process.exit(failed + silent === 0 ? 0 : 1);

/** The topic is made anew after each ten rounds of a name, so that a round is not the reading of all before it. */
async function play(round: number, kind: 'frozen' | 'held', producer: string): Promise<Seen> {
  const encoder = round % 5 === 0 ? 'stock' : 'batch';
  const name = `${producer}-${Math.ceil(round / 10)}`;
  if (round % 10 === 1) await traces.clear([], 4);
  const run = { name, generator: { rate: kind === 'held' ? 20_000 : 'max', encoder } };
  const answers = kind === 'held' ? await heldRound(launcher, relay, run) : [];
  if (kind === 'frozen') await frozenRound(launcher, run);
  const seen = await seenOf(broker, name);
  console.log(round, kind, encoder, JSON.stringify({ answers, ...seen }));
  return seen;
}
