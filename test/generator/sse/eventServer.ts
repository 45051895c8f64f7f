/** A server of events: it sends what it is told to, remembers what it was asked, and drops connections on purpose. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request gets. */
export type Answer = (response: ServerResponse, lastId: string) => void;

export interface EventServer {
  readonly url: string;
  /** The `Last-Event-ID` of each request, in order; empty where there was none. */
  readonly asked: string[];
  /** From now on each request gets this. */
  answer: Answer;
  /** Ends every connection that is open, without a word. */
  drop(): void;
  close(): Promise<void>;
}

export async function eventServer(first: Answer): Promise<EventServer> {
  const open = new Set<ServerResponse>();
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const lastId = Buffer.from(String(request.headers['last-event-id'] ?? ''), 'latin1').toString();
    asked.push(lastId);
    open.add(response);
    response.on('close', () => open.delete(response));
    served.answer(response, lastId);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: EventServer = {
    url: `http://127.0.0.1:${port}/events`,
    asked,
    answer: first,
    drop: () => {
      for (const response of open) response.destroy();
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return served;
}

/** The same log as it grows, some thousand events a second; each connection begins behind the id that it asked for. */
export function growing(count: number): Answer {
  let known = 0;
  const timer = setInterval(() => (known = Math.min(count, known + 50)), 10);
  return (response, lastId) => {
    let next = lastId === '' ? 0 : Number(lastId) + 1;
    if (next >= count) {
      clearInterval(timer);
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 100\n\n');
    const more = setInterval(() => {
      for (; next < known; next += 1) response.write(logged(next));
      if (next >= count) response.end();
    }, 5);
    response.on('close', () => {
      clearInterval(more);
    });
  };
}

/** Sends these bytes as they are and leaves the connection open, or ends it. */
export function sending(text: string | Buffer, { ends = false } = {}): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text);
    if (ends) response.end();
  };
}

/** Event `n` of a log that can be asked for from any id on. */
export function logged(n: number): string {
  const data = {
    user: `user-${n % 7}`,
    n,
    meta: { dt: new Date(1_772_366_400_000 + n).toISOString() },
  };
  return `id: ${n}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * A log of so many events, from behind the id that was asked for, or some before it.
 * @param cut after so many events a connection is dropped; the last one ends it with no more to come
 */
export function log(count: number, { cut = Number.POSITIVE_INFINITY, before = 0 } = {}): Answer {
  return (response, lastId) => {
    const first = lastId === '' ? 0 : Math.max(0, Number(lastId) + 1 - before);
    if (Number(lastId || -1) >= count - 1) {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 100\n\n');
    const until = Math.min(count, first + cut);
    for (let n = first; n < until; n += 1) response.write(logged(n));
    // The last event is cut in two: what has no end is none.
    response.write(logged(until).slice(0, 30), () => response.destroy());
  };
}
