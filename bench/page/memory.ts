/** How the memory of the process that serves the page grows: with one tab, and with clients that do not read. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { median, round } from '../figures.ts';
import { say } from '../processing/say.ts';
import { residentBytes } from '../../targets/machine/processes.ts';
import { nobodyReads, openStreams, skippedEvents } from './servedChain.ts';
import type { ServedChain } from './servedChain.ts';
import { SlowClients } from './slowClients.ts';
import { Tab } from './tab.ts';

const lookMs = 2_000;
/** Of a tab that has just come: five minutes of history were read for it. */
const settleMs = 10_000;
const minuteMs = 60_000;
const mebibyte = 2 ** 20;

export interface Look {
  readonly atMs: number;
  readonly residentMiB: number;
}

/** @param what for whoever waits. @param onLook with each look */
async function looks(
  pid: number,
  spanMs: number,
  what: string,
  onLook?: () => Promise<void>,
): Promise<Look[]> {
  const beganMs = performance.now();
  const seen: Look[] = [];
  let toldMinute = 0;
  for (let atMs = 0; atMs < spanMs; atMs = performance.now() - beganMs) {
    const residentMiB = ((await residentBytes(pid)) ?? Number.NaN) / mebibyte;
    seen.push({ atMs, residentMiB });
    await onLook?.();
    if (atMs >= toldMinute * minuteMs) {
      say(`${what}, minute ${toldMinute}: ${round(residentMiB, 1)} MiB`);
      toldMinute += 1;
    }
    await pause(lookMs);
  }
  return seen;
}

/**
 * Medians of a fifth of the span, a minute at least, so that a collection that is just due does not count: of its end over
 * its beginning, or over what there was `before` it. By the minute: of the end over the middle, when buffers and heap have
 * their size; `null` where these are not a minute apart.
 */
export function growth(seen: readonly Look[], before?: readonly Look[]) {
  const lastMs = seen.at(-1)?.atMs ?? 0;
  const widthMs = Math.max(minuteMs, lastMs / 5);
  const medianAt = (fromMs: number): number => median(within(seen, fromMs, widthMs), residentOf);
  const first = before === undefined ? medianAt(0) : median(before, residentOf);
  const last = medianAt(lastMs - widthMs);
  const apartMs = (lastMs - widthMs) / 2;
  const later = (last - medianAt(apartMs)) / (apartMs / minuteMs);
  return {
    minutes: round(lastMs / minuteMs, 1),
    firstMiB: round(first, 1),
    lastMiB: round(last, 1),
    growthMiB: round(last - first, 1),
    mostGrowthMiB: round(Math.max(...seen.map(residentOf)) - first, 1),
    laterMiBAMinute: apartMs < minuteMs ? null : round(later, 2),
  };
}

const residentOf = ({ residentMiB }: Look): number => residentMiB;

function within(seen: readonly Look[], fromMs: number, widthMs: number): Look[] {
  return seen.filter(({ atMs }) => atMs >= fromMs && atMs <= fromMs + widthMs);
}

/** One tab of a browser that stays open. */
export async function withATab({ server, address }: ServedChain, browser: Browser, spanMs: number) {
  const tab = await Tab.opened(browser, address);
  await pause(settleMs);
  const seen = await looks(server.pid, spanMs, 'one tab');
  await tab.close();
  return growth(seen);
}

/** Against what there was before them. */
export async function withSlowClients(served: ServedChain, count: number, spanMs: number) {
  const { pid } = served.server;
  await nobodyReads(served);
  const before = await looks(pid, Math.min(spanMs, minuteMs), 'before slow clients');
  const clients = new SlowClients(served.page, count);
  try {
    const seen = await looks(pid, spanMs, `${count} slow clients`, async () => {
      clients.replace(await openStreams(served));
    });
    const { letGo } = clients;
    return { ...growth(seen, before), letGo, skipped: await skippedEvents(served) };
  } finally {
    clients.close();
  }
}
