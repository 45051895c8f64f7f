/** The event stream of a chain that does not run: who is told what, and what becomes of those who come again. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nowhere, ServedPage, until } from './servedPage.ts';
import type { StreamReader } from './streamReader.ts';

/** What is kept for readers that come again (page/server/readers.ts). */
const keptEvents = 30;
const mostReaders = 256;

let served: ServedPage;
const sockets: Socket[] = [];

beforeEach(async () => {
  served = await ServedPage.open(nowhere);
  served.target.isRunning = false;
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  await served.close();
});

/** Two events each: a proof begins, and fails. */
async function tell(proofs: number, witness: StreamReader): Promise<void> {
  const told = (): number =>
    witness.events.filter(({ data }) => (data as { state?: string }).state === 'failed').length;
  for (let at = 0; at < proofs; at += 1) {
    const before = told();
    await served.post('prove', {});
    await until('it has failed', () => told() > before);
  }
}

/** Numbered events after this one, each with what it says. */
function after(id: number, { events }: StreamReader, last = Number.POSITIVE_INFINITY) {
  return events.filter((event) => (event.id ?? 0) > id && (event.id ?? 0) <= last);
}

test('a reader that comes again is told exactly what it missed, and then what comes', async () => {
  const witness = await served.read();
  const reader = await served.read();
  await tell(2, witness);
  const lastId = reader.events.at(-1)?.id ?? 0;
  await reader.close();
  await tell(4, witness);
  const missed = witness.events.at(-1)?.id ?? 0;
  const again = await served.read({ lastId });
  await tell(2, witness);
  const now = witness.events.at(-1)?.id ?? 0;
  await until('it is told the last one', () => again.events.at(-1)?.id === now);
  expect(missed - lastId).toBeGreaterThanOrEqual(8);
  expect(after(lastId, again, now)).toEqual(after(lastId, witness, now));
  expect(again.events[0]?.id).toBe(lastId + 1);
  const ids = after(lastId, again, now).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: now - lastId }, (_, at) => lastId + 1 + at));
});

test('one that missed nothing is told nothing twice', async () => {
  const witness = await served.read();
  await tell(1, witness);
  const lastId = witness.events.at(-1)?.id ?? 0;
  const again = await served.read({ lastId });
  await tell(1, witness);
  const now = witness.events.at(-1)?.id ?? 0;
  await until('it is told', () => again.events.at(-1)?.id === now);
  expect(again.events.map(({ id }) => id)).toEqual(after(lastId, witness, now).map(({ id }) => id));
});

test('where what it missed is no longer kept it begins anew, and is told nothing twice', async () => {
  const witness = await served.read();
  await tell(1, witness);
  const lastId = witness.events.at(-1)?.id ?? 0;
  await tell(keptEvents / 2 + 1, witness);
  const again = await served.read({ lastId });
  await until('it is told the state', () => again.names.includes('state'));
  await tell(1, witness);
  const now = witness.events.at(-1)?.id ?? 0;
  await until('it is told the last one', () => again.events.at(-1)?.id === now);
  expect(again.names[0]).toBe('chain');
  const begunAt = again.events[0]?.id ?? 0;
  expect(begunAt).toBeGreaterThan(lastId + keptEvents);
  // Everything anew has the number of what was told last; a state comes once.
  const anew = again.events.filter(({ id }) => id === begunAt).map(({ name }) => name);
  expect(anew).toEqual([...new Set(anew)]);
  expect(after(begunAt, again, now)).toEqual(after(begunAt, witness, now));
});

test.each(['12', '99999999999999999999', '-1', '1e3', '0x10', ''])(
  'the number %j of nobody begins anew',
  async (lastId) => {
    await served.read();
    const reader = await served.read({ lastId });
    await until('it is told', () => reader.events.length > 0);
    expect(reader.names[0]).toBe('chain');
  },
);

async function opened(): Promise<string> {
  const socket = connect(served.page.address.port, '127.0.0.1');
  sockets.push(socket);
  const head = once(socket, 'data') as Promise<[Buffer]>;
  const { host } = new URL(served.url);
  socket.write(
    `GET /api/stream HTTP/1.1\r\nHost: ${host}\r\nX-Courant-Token: ${served.token}\r\n\r\n`,
  );
  return (await head)[0].toString().split('\r\n')[0] ?? '';
}

test('no more than 256 read at a time; one that leaves makes room', async () => {
  const told = await Promise.all(Array.from({ length: mostReaders }, opened));
  expect(new Set(told)).toEqual(new Set(['HTTP/1.1 200 OK']));
  await expect.poll(() => served.metrics()).toContain(`courant_page_readers ${mostReaders}\n`);
  expect(await opened()).toBe('HTTP/1.1 503 Service Unavailable');
  expect(await served.metrics()).toContain(`courant_page_readers ${mostReaders}\n`);
  sockets[0]?.destroy();
  await expect.poll(() => served.metrics()).toContain(`courant_page_readers ${mostReaders - 1}\n`);
  expect(await opened()).toBe('HTTP/1.1 200 OK');
}, 60_000);

test('a stream that is silent has a beat every ten seconds, and only then', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  // Nothing is told as long as the state of the chain is not known.
  const { promise: isKnown, resolve: tellState } = deferred();
  const state = await served.target.state();
  served.target.state = () => isKnown.then(() => state);
  const reader = await served.read();
  await until('it is told the chain', () => reader.names.includes('chain'));
  vi.advanceTimersByTime(8_000);
  expect(reader.beats).toBe(0);
  vi.advanceTimersByTime(4_000);
  await until('a beat', () => reader.beats === 1);
  vi.advanceTimersByTime(10_000);
  await until('another', () => reader.beats === 2);
  await reader.close();
  await until('nobody is left', () => vi.getTimerCount() === 0);
  tellState();
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
