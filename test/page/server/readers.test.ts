import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LiveEvents } from '../../../page/live.ts';
import { Reader, Readers } from '../../../page/server/readers.ts';
import { waitFor } from '../../../targets/wait.ts';

let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
});

/** A reader on the other end of a socket that is not read until somebody does. */
async function readerAt(): Promise<{ reader: Reader; response: ServerResponse; socket: Socket }> {
  const asked = once(server, 'request');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, response] = (await asked) as [unknown, ServerResponse];
  return { reader: new Reader(response), response, socket };
}

const large = { atMs: 0, kind: 'burst', node: 'x'.repeat(10_000), sentence: '' } as const;
const tellLarge = (readers: Readers, count: number): void => {
  for (let told = 0; told < count; told += 1) readers.tell('happened', large);
};

test('a reader that does not read is skipped and counted, and holds little', async () => {
  const readers = new Readers();
  const { reader, response } = await readerAt();
  readers.add(reader);
  for (let round = 0; round < 200; round += 1) {
    tellLarge(readers, 20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(readers.skipped).toBeGreaterThan(1_000);
  expect(response.writableLength).toBeLessThan(400_000);
  const before = readers.skipped;
  readers.remove(reader);
  expect(readers.skipped).toBe(before);
});

test('one that reads again is told that it missed something, once', async () => {
  const readers = new Readers();
  const { reader, socket } = await readerAt();
  readers.add(reader);
  while (readers.skipped === 0) {
    tellLarge(readers, 20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(reader.takeBehind()).toBe(false);
  socket.resume();
  await waitFor({
    poll: () => Promise.resolve(reader.takeBehind() || undefined),
    deadlineMs: 20_000,
    everyMs: 10,
    late: () => new Error('it is still behind'),
  });
  expect(reader.takeBehind()).toBe(false);
});

test('a slow reader does not hold up another', async () => {
  const readers = new Readers();
  const [slow, quick] = [await readerAt(), await readerAt()];
  quick.socket.resume();
  readers.add(slow.reader);
  readers.add(quick.reader);
  while (slow.reader.skipped === 0) {
    tellLarge(readers, 2);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(quick.reader.skipped).toBe(0);
});

test('numbers go up by one, over a pause too, and what was kept leads up to the newest', () => {
  const readers = new Readers();
  const first = readers.lastId;
  const state = {} as LiveEvents['state'];
  for (let told = 0; told < 100; told += 1) readers.tell('state', state);
  expect(readers.lastId).toBe(first + 100);
  expect(readers.since(readers.lastId)).toEqual([]);
  expect(readers.since(readers.lastId - 5)).toHaveLength(5);
  expect(readers.since(first)).toBeUndefined();
  expect(readers.since(readers.lastId + 1)).toBeUndefined();
  const known = readers.lastId;
  readers.forget();
  expect(readers.since(known)).toBeUndefined();
  expect(readers.since(known - 2)).toBeUndefined();
});
