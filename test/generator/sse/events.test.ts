/** A server's events as readings: what is read of them, and what happens when the server does not keep to anything. */
import { afterEach, expect, it, vi } from 'vitest';
import type { Reading } from '../../../chain/reading.ts';
import { start } from '../useGenerator.ts';
import type { Run } from '../useGenerator.ts';
import { eventServer, log, logged, sending } from './eventServer.ts';
import type { Answer, EventServer } from './eventServer.ts';

let server: EventServer | undefined;
const runs: Run[] = [];

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.stop.abort();
    await run.summary.catch(() => undefined);
  }
  await server?.close();
});

/** Prints what a server sends. */
async function read(answer: Answer, fields: object = {}): Promise<Run> {
  server = await eventServer(answer);
  const source = { type: 'sse', url: server.url, key: 'user', time: 'meta.dt', ...fields };
  const run = start(undefined, { source });
  runs.push(run);
  return run;
}

function readings({ lines }: Run): Reading[] {
  return lines.map((line) => JSON.parse(line) as Reading);
}

const untilLines = (run: Run, count: number) =>
  vi.waitUntil(() => run.lines.length >= count, { timeout: 60_000 });

it('an event is a reading: its key, its time, and all of it under data, as it was sent', async () => {
  const event =
    '{"user": "Ann", "meta":{"dt":"2026-03-01T13:00:00.5+01:00"},"id":12345678901234567890,\ndata: "n":1.0}';
  const run = await read(
    sending(`\ufeff: hello\r\nid: 1\r\ndata: ${event}\r\n\r\n`.replace('\ndata', '\r\ndata')),
  );
  await untilLines(run, 1);
  expect(run.lines[0]).toBe(
    `{"sensor":"Ann","event_time":"2026-03-01T12:00:00.500Z","data":${event.replace('\ndata: ', ' ')}}`,
  );
});

it('what is no such event is told, counted and left out; the others go on', async () => {
  const bad = [
    'nonsense',
    '[1]',
    '{"user":""}',
    '{"user":{}}',
    '{"user":"a"}',
    '{"user":"a","meta":{"dt":"soon"}}',
  ];
  const run = await read(sending(bad.map((one) => `data: ${one}\n\n`).join('') + logged(8)));
  await untilLines(run, 1);
  const told = run.events.flatMap((event) => (event.event === 'bad_row' ? [event.reason] : []));
  expect(told).toEqual([
    'it is no JSON object',
    'it is no JSON object',
    'it has no text and no number at "user"',
    'it has no text and no number at "user"',
    'its time is undefined, not ISO 8601',
    'its time is "soon", not ISO 8601',
  ]);
  run.stop.abort();
  expect(await run.summary).toMatchObject({ acknowledged: 1, badRows: 6 });
});

it('without a time an event is stamped as it comes; a number may be the key', async () => {
  const before = Date.now();
  const run = await read(sending('data: {"page":{"id":7}}\n\n'), {
    key: 'page.id',
    time: undefined,
  });
  await untilLines(run, 1);
  const [reading] = readings(run);
  expect(reading).toMatchObject({ sensor: '7', data: { page: { id: 7 } } });
  expect(Date.parse(reading!.event_time)).toBeGreaterThanOrEqual(before);
});

it.each([0, 5])(
  'a connection that is dropped is made again from the last id; of what comes again (%i) nothing is sent twice',
  async (before) => {
    const run = await read(log(50, { cut: 20, before }));
    await run.summary;
    expect(readings(run).map(({ data }) => data?.['n'])).toEqual([...Array(50).keys()]);
    expect(server?.asked.slice(0, 3)).toEqual(['', '', '19']);
    expect(run.events.some((event) => event.event === 'note' && event.level === 'warn')).toBe(true);
  },
);

it('an id may be any text', async () => {
  const id = '[{"topic":"größe 𝄞","offset":-1}]';
  const run = await read(sending(`retry: 100\nid: ${id}\ndata: {"user":"a"}\n\n`, { ends: true }), {
    time: undefined,
  });
  await untilLines(run, 1);
  await vi.waitUntil(() => (server?.asked.length ?? 0) > 2, { timeout: 60_000 });
  expect(server?.asked[2]).toBe(id);
});

it('a server that is busy is asked again', async () => {
  let count = 0;
  const run = await read((response, lastId) => {
    count += 1;
    // The first request only looks.
    if (count === 2) response.writeHead(503).end();
    else log(3)(response, lastId);
  });
  await run.summary;
  expect(run.lines).toHaveLength(3);
});

it('one that sends something else is told at once', async () => {
  const run = await read((response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(),
  );
  await expect(run.summary).rejects.toMatchObject({
    code: 'COURANT_EVENTS_INVALID',
    details: ['the server sends text/html, no event stream'],
  });
});

it('what is not taken is not read: a server that sends without end is held up', async () => {
  let sent = 0;
  const run = await read(
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = (): void => {
        while (
          !response.destroyed &&
          response.write(`data: {"user":"a","x":"${'x'.repeat(50_000)}"}\n\n`)
        )
          sent += 1;
        response.once('drain', more);
      };
      more();
    },
    { time: undefined },
  );
  run.stop.abort();
  await run.summary;
  expect(sent).toBeLessThan(2_000);
});

it('it stops when it is told to, also while nothing comes', async () => {
  const run = await read(sending(': nothing\n\n'));
  await vi.waitUntil(() => server?.asked.length === 2, { timeout: 60_000 });
  run.stop.abort();
  expect(await run.summary).toMatchObject({ acknowledged: 0 });
});
