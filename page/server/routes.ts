/** What can be asked for, and what is told. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Target } from '../../targets/target.ts';
import { streamPath } from '../live.ts';
import type { LiveChain } from '../live.ts';
import { Feed } from '../state/feed.ts';
import type { Routes } from './pageServer.ts';
import { Reader, Readers } from './readers.ts';

const beatMs = 2_000;
const mostReaders = 256;

export interface PageRoutes {
  readonly behindToken: Routes;
  readonly open: Routes;
  close(): Promise<void>;
}

export function pageRoutes(
  target: Target,
  chain: LiveChain,
  queries: readonly string[],
): PageRoutes {
  const stream = new EventStream(target, chain);
  void queries;
  return {
    behindToken: {
      [`GET ${streamPath}`]: (request, response) => {
        stream.open(request, response);
      },
    },
    open: {},
    close: () => stream.close(),
  };
}

/** The stream of all readers. The first one starts the feed, the last one ends it. */
class EventStream {
  readonly #chain: LiveChain;
  readonly #readers = new Readers();
  readonly #feed: Feed;
  #beat: NodeJS.Timeout | undefined;

  constructor(target: Target, chain: LiveChain) {
    this.#chain = chain;
    this.#feed = new Feed({
      target,
      tell: (name, data) => {
        this.#readers.tell(name, data);
      },
    });
  }

  open(request: IncomingMessage, response: ServerResponse): void {
    if (this.#readers.count >= mostReaders) {
      response.writeHead(503).end('too many readers\n');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    // A stream has no end: it must not wait for more to be worth a packet.
    request.socket.setNoDelay(true);
    request.socket.setTimeout(0);
    const reader = new Reader(response);
    if (!this.#goOn(reader, request.headers['last-event-id'])) this.#begin(reader);
    this.#readers.add(reader);
    response.on('close', () => {
      this.#left(reader);
    });
    this.#feed.start();
    this.#beat ??= setInterval(() => {
      this.#beatAll();
    }, beatMs);
  }

  /** @returns whether what it missed is still known */
  #goOn(reader: Reader, lastId: string | string[] | undefined): boolean {
    if (typeof lastId !== 'string' || !/^\d{1,16}$/.test(lastId) || !this.#feed.isRunning)
      return false;
    const missed = this.#readers.since(Number(lastId));
    for (const text of missed ?? []) reader.write(text);
    return missed !== undefined;
  }

  /** Everything anew. */
  #begin(reader: Reader): void {
    const id = this.#readers.lastId;
    reader.send('chain', { ...this.#chain, nowMs: Date.now() }, id);
    const { history, happenings, latest } = this.#feed;
    if (history.length > 0) reader.send('history', history, id);
    for (const happening of happenings) reader.send('happened', happening, id);
    if (latest !== undefined) reader.send('state', latest, id);
  }

  #beatAll(): void {
    this.#readers.each((reader) => {
      reader.beat();
      if (reader.takeBehind()) this.#begin(reader);
    });
  }

  #left(reader: Reader): void {
    this.#readers.remove(reader);
    if (this.#readers.count > 0) return;
    clearInterval(this.#beat);
    this.#beat = undefined;
    this.#readers.forget();
    void this.#feed.stop();
  }

  async close(): Promise<void> {
    this.#readers.each((reader) => {
      reader.end();
    });
    clearInterval(this.#beat);
    await this.#feed.stop();
  }
}
