/** Each leg killed once (SIGKILL), and how long until it runs again, and until the queries have caught up. */
import { setTimeout as pause } from 'node:timers/promises';
import { queryFolders } from '../../chain/chain.ts';
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument } from '../../targets/data/statusDocument.ts';
import { inStep } from '../../targets/steps.ts';
import type { LegName, StepReport } from '../../targets/target.ts';
import { loadNow } from '../facts/machine.ts';
import { figuresFrom } from '../figure.ts';
import type { Figure, Why } from '../figure.ts';
import type { Measuring } from './measuring.ts';

const pollMs = 200;
/** A leg that has not caught up by then is told as not having done so. */
const deadlineMs = 40_000;
/** What came in within this time is always on its way. */
const usualLagSeconds = 2;
/** Generators that send this share of what they are asked for have caught up. */
const enough = 0.88;

export interface Recovery {
  readonly leg: LegName;
  /** From the kill until a process of the leg runs again. */
  readonly upAgain: Figure;
  /** From the kill until readings come in as before, and every query has read all but the last seconds of them. */
  readonly caughtUp: Figure;
  readonly load: Figure;
}

export async function killEachLeg(measuring: Measuring): Promise<Recovery[]> {
  if (measuring.target.controls === undefined) return notKilled(measuring);
  const killed: Recovery[] = [];
  for (const leg of legsOf(measuring)) killed.push(await killOne(measuring, leg));
  return killed;
}

/** Of a chain without an engine nothing of it can be killed. */
function legsOf({ chainFolder }: Pick<Measuring, 'chainFolder'>): LegName[] {
  const run = queryFolders(chainFolder.chain).map(({ engine }): LegName => engine);
  return ['generator', 'kafka', ...run];
}

function killOne(measuring: Measuring, name: LegName): Promise<Recovery> {
  const { target, report, watch } = measuring;
  return inStep(report, `killing ${name}, and waiting until all is read`, async (step) => {
    const before = await watch.read();
    const leg = before.legs.find((one) => one.name === name && one.state === 'running');
    if (leg === undefined) return recoveryOf(name, {});
    await target.controls?.kill(leg.id);
    return recoveryOf(name, await followed(measuring, { leg, before, step }));
  });
}

interface Kill {
  readonly leg: StatusDocument['legs'][number];
  readonly before: StatusDocument;
  readonly step: StepReport;
}
interface Times {
  readonly upAgainMs?: number;
  readonly caughtUpMs?: number;
}

/** What was reached by the deadline. */
async function followed({ watch, signal }: Measuring, { leg, before, step }: Kill): Promise<Times> {
  const killedMs = performance.now();
  const passed = (): number => Math.round(performance.now() - killedMs);
  let upAgainMs: number | undefined;
  while (passed() < deadlineMs) {
    const now = await watch.read();
    const same = now.legs.find(({ id }) => id === leg.id);
    const isNew = same?.state === 'running' && same.pid !== leg.pid;
    if (isNew) upAgainMs ??= passed();
    if (upAgainMs !== undefined && hasCaughtUp(now, before))
      return { upAgainMs, caughtUpMs: passed() };
    step.progress(progressOf(now, upAgainMs));
    await pause(pollMs, undefined, { signal });
  }
  return upAgainMs === undefined ? {} : { upAgainMs };
}

function hasCaughtUp(now: StatusDocument, before: StatusDocument): boolean {
  const [rate, wanted] = [rateIn(now), rateIn(before)];
  if (rate === null || rate < (wanted ?? 0) * enough) return false;
  const usual = Math.max(1, (wanted ?? 0) * usualLagSeconds);
  return now.queries.every(
    ({ lagRows, state }) => state === 'running' && (lagRows ?? Infinity) <= usual,
  );
}

function rateIn({ kafka }: StatusDocument): number | null {
  return kafka.topics.find(({ name }) => name === topicNames.readings)?.ratePerSecond ?? null;
}

function progressOf({ queries }: StatusDocument, upAgainMs: number | undefined): string {
  if (upAgainMs === undefined) return 'it is started again';
  const lags = queries.map(
    ({ name, lagRows }) => `${name} ${lagRows ?? 'an unknown number of'} rows behind`,
  );
  return lags.join(' · ');
}

function recoveryOf(leg: LegName, { upAgainMs, caughtUpMs }: Times): Recovery {
  const figure = figuresFrom('courant report --measure: SIGKILL, courant status', 'notReached');
  return {
    leg,
    upAgain: figure(`recovery.${leg}.upAgain`, 'ms', upAgainMs),
    caughtUp: figure(`recovery.${leg}.caughtUp`, 'ms', caughtUpMs),
    load: figure(`recovery.${leg}.load`, 'value', loadNow()),
  };
}

export function notKilled(chain: Pick<Measuring, 'target' | 'chainFolder'>): Recovery[] {
  const why: Why = chain.target.controls === undefined ? 'noControls' : 'notMeasured';
  const figure = figuresFrom('courant report --measure', why);
  return legsOf(chain).map((leg) => ({
    leg,
    upAgain: figure(`recovery.${leg}.upAgain`, 'ms', null),
    caughtUp: figure(`recovery.${leg}.caughtUp`, 'ms', null),
    load: figure(`recovery.${leg}.load`, 'value', null),
  }));
}
