/** Requests of a dead generator that reach the broker when the next one of the name has long gone on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TestBroker } from '../../support/broker.ts';
import { endTransactionKey, startRelayedBroker } from '../../support/holdingRelay.ts';
import type { HoldingRelay } from '../../support/holdingRelay.ts';
import { Traces } from '../../support/law.ts';
import { law } from '../useGenerator.ts';
import { Launcher, heldRound, seenOf } from './frozenRounds.ts';

let broker: TestBroker;
let relay: HoldingRelay;
let traces: Traces;
let launcher: Launcher;

beforeAll(async () => {
  ({ broker, relay } = await startRelayedBroker());
  traces = await Traces.open(broker.connection);
}, 120_000);
afterAll(async () => {
  await traces.close();
  await broker.remove();
  await relay.close();
});
beforeEach(async () => {
  relay.isDisguising = false;
  await traces.clear([], 4);
  launcher = await Launcher.open(broker);
});
afterEach(() => launcher.close());

const invalidProducerEpoch = 47;
const nothingWrong = { doubled: 0, outOfOrder: 0, missing: 0 };

it.each(['batch', 'stock'])('are refused, encoder %s', async (encoder) => {
  const run = { generator: { rate: 20_000, encoder }, name: `held-${encoder}` };
  for (const answers of [
    await heldRound(launcher, relay, run),
    await heldRound(launcher, relay, run),
  ]) {
    expect(answers.length).toBeGreaterThanOrEqual(4);
    expect(new Set(answers)).toEqual(new Set([invalidProducerEpoch]));
  }
  expect(await seenOf(broker, run.name)).toMatchObject({ ...nothingWrong, foretold: 0 });
});

/** The control, and the promise where there is no fence: Kafka does not know that the two are one producer. */
it.each(['batch', 'stock'])(
  'are written where nobody can be fenced, which was foretold, encoder %s',
  async (encoder) => {
    relay.isDisguising = true;
    const run = { generator: { rate: 20_000, encoder }, name: `unfenced-${encoder}` };
    const answers = await heldRound(launcher, relay, run);
    expect(new Set(answers)).toEqual(new Set([0]));
    const seen = await seenOf(broker, run.name);
    expect(seen).toMatchObject(nothingWrong);
    expect(seen.foretold).toBeGreaterThan(0);
    const { ok, verdict, problems } = await law(traces.kafka);
    expect({ ok, verdict, problems }).toEqual({ ok: true, verdict: 'provenSoFar', problems: [] });
  },
);

it('does not mind a transaction that a dead process left open', async () => {
  const generator = { rate: 20_000, count: 4_000 };
  await launcher.launch(generator, 'open', '--sole');
  const taking = launcher.launch(generator, 'open', '--sole');
  await relay.hold(endTransactionKey, 1);
  taking.kill('SIGKILL');
  await taking;
  const { exitCode } = await launcher.launch({ ...generator, count: 8_000 }, 'open', '--sole');
  expect(exitCode).toBe(0);
  expect(await seenOf(broker, 'open')).toMatchObject({ ...nothingWrong, records: 8_000 });
  expect(await law(traces.kafka)).toMatchObject({ ok: true, acknowledged: 8_000, problems: [] });
});
