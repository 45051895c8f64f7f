/** The parts of a report that need a run: scaled and back, each leg killed once. The chain is left as it was found. */
import { setTimeout as pause } from 'node:timers/promises';
import { StatusWatch } from '../../targets/data/status.ts';
import type { Kafka } from '../../kafka/client.ts';
import { inStep } from '../../targets/steps.ts';
import type { Span } from '../facts/facts.ts';
import { killEachLeg, notKilled } from './kills.ts';
import type { MeasureParts, Measuring } from './measuring.ts';
import { notScaled, scaleUpAndDown } from './scaling.ts';

/** Nothing is done to the chain for so long, so that latency is told of a chain that only runs. */
const steadyMs = 20_000;

/** @throws the signal's reason when it aborts; the generators are as many as before then */
export async function measure(kafka: Kafka, parts: MeasureParts) {
  const { target } = parts;
  const { replicas } = await target.state();
  const measuring = { ...parts, watch: new StatusWatch(target, kafka) };
  const scaling = await scaleUpAndDown(measuring, replicas);
  const steady = await holdSteady(measuring);
  const recovery = await killEachLeg(measuring);
  return { scaling, steady, recovery };
}
export type Measured = Omit<Awaited<ReturnType<typeof measure>>, 'steady'>;

/** What is told where nothing was measured. */
export function notMeasured({
  target,
  chainFolder,
}: Omit<MeasureParts, 'report' | 'signal'>): Measured {
  return { scaling: notScaled(chainFolder.chain), recovery: notKilled({ target, chainFolder }) };
}

async function holdSteady({ report, signal }: Measuring): Promise<Span> {
  const fromMs = Date.now();
  await inStep(report, 'measuring latency', async (step) => {
    for (let left = steadyMs / 1_000; left > 0; left -= 1) {
      step.progress(`${left} s left`);
      await pause(1_000, undefined, { signal });
    }
  });
  return { fromMs, toMs: Date.now() };
}
