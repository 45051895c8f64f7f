/** Malformed requests to the page of a chain: what they are told, and whether it goes on as before. */
import type { LiveRows } from '../../page/live.ts';
import { StreamReader } from '../../test/page/streamReader.ts';
import { sendRaw, textOf } from '../../test/page/rawRequest.ts';
import { tokenHeader } from '../../page/live.ts';
import { topicNames } from '../../chain/names.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../processing/say.ts';
import { kinds, malformed } from './malformed.ts';
import type { Kind } from './malformed.ts';
import { isServing, status } from './servedChain.ts';
import type { ServedChain } from './servedChain.ts';

/** Below what the page takes at once. */
const atOnce = 64;
/** A half request is not answered; whoever sent it goes. */
const silenceMs = 500;
const lookMs = 50;

export async function strangers(served: ServedChain, requests: number) {
  const secrets = await secretsOf(served);
  const own = await askedRightly(served);
  const answers: Record<string, Record<string, number>> = {};
  let leaks = 0;
  for (const kind of kinds) {
    const told = await toldTo(served, kind, requests);
    leaks += told.filter((text) => holdsAny(text, secrets)).length;
    answers[kind] = byStatus(told);
    say(`${kind}: ${JSON.stringify(answers[kind])}`);
  }
  return {
    requests: requests * kinds.length,
    answers,
    leaks,
    secrets: secrets.length,
    /** What is asked for rightly does hold them: the look finds what is there. */
    isControlFound: holdsAny(own, secrets),
    crashes: (await isServing(served)) ? 0 : 1,
    isAnsweringAfter: holdsAny(await askedRightly(served), secrets),
  };
}

/** Answers, one a request; empty where there was none. */
async function toldTo({ page }: ServedChain, kind: Kind, requests: number): Promise<string[]> {
  const told: string[] = [];
  for (let from = 0; from < requests; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, requests - from) }, (_, at) => from + at);
    const sent = some.map((at) => sendRaw(page.port, malformed(kind, at, page), silenceMs));
    told.push(...(await Promise.all(sent)));
  }
  return told;
}

function askedRightly({ page }: ServedChain): Promise<string> {
  const headers = [`Host: 127.0.0.1:${page.port}`, `${tokenHeader}: ${page.token}`];
  return sendRaw(page.port, textOf({ path: '/api/state', headers }), 10_000);
}

/** What nobody may be told: the token, names of topics, sensors and what they measured. */
async function secretsOf(served: ServedChain): Promise<string[]> {
  const { kafka } = await status(served);
  const rows = await someRows(served);
  return [
    served.page.token,
    ...kafka.topics.map(({ name }) => name),
    ...rows.flatMap(({ key, value }) => [...(key === null ? [] : [key]), value]),
  ];
}

async function someRows({ page }: ServedChain): Promise<LiveRows['rows']> {
  const reader = await StreamReader.open(page, { search: `?topic=${topicNames.readings}` });
  try {
    for (;;) {
      const told = reader.last('rows')?.rows ?? [];
      if (told.length > 0) return told;
      await pause(lookMs);
    }
  } finally {
    await reader.close();
  }
}

export function holdsAny(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => secret !== '' && text.includes(secret));
}

/** How many were answered with what; `none` without an answer. */
export function byStatus(told: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of told) {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'none';
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
