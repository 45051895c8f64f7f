/** The event stream of all readers. The first one starts the feed, the last one ends it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { topicNames } from '../../chain/names.ts';
import type { LiveChain, LiveProof } from '../live.ts';
import type { Feed } from '../state/feed.ts';
import { mostLetters, mostRows, RowsWanted } from '../state/rows.ts';
import { Reader } from './readers.ts';
import type { Readers } from './readers.ts';

const beatMs = 2_000;
const mostReaders = 256;
const mostTextLength = 300;

export interface StreamParts {
  readonly chain: LiveChain;
  readonly feed: Feed;
  readonly readers: Readers;
  readonly lastProof: () => LiveProof | null;
}

export class EventStream {
  readonly #parts: StreamParts;
  #beat: NodeJS.Timeout | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  open(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { feed, readers } = this.#parts;
    if (readers.count >= mostReaders) {
      response.writeHead(503).end('too many read already\n');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    // A stream has no end, and nothing is to wait for more to be worth a packet.
    request.socket.setNoDelay(true);
    const reader = new Reader(response);
    if (!this.#goOn(reader, request.headers['last-event-id'])) this.#begin(reader);
    const rows = rowsOf(url, reader);
    for (const wanted of rows) feed.rowsWanted.add(wanted);
    readers.add(reader);
    response.on('close', () => {
      for (const wanted of rows) feed.rowsWanted.delete(wanted);
      this.#left(reader);
    });
    feed.start();
    this.#beat ??= setInterval(() => {
      this.#beatAll();
    }, beatMs);
  }

  async close(): Promise<void> {
    this.#parts.readers.each((reader) => {
      reader.end();
    });
    clearInterval(this.#beat);
    await this.#parts.feed.stop();
  }

  /** @returns whether all that it missed is still known */
  #goOn(reader: Reader, lastId: string | string[] | undefined): boolean {
    const { feed, readers } = this.#parts;
    if (typeof lastId !== 'string' || !/^\d{1,16}$/.test(lastId) || !feed.isRunning) return false;
    const missed = readers.since(Number(lastId));
    for (const text of missed ?? []) reader.write(text);
    return missed !== undefined;
  }

  /** Everything anew, under the number of what was told last. */
  #begin(reader: Reader): void {
    const { chain, feed, readers, lastProof } = this.#parts;
    const { history, happenings, latest } = feed;
    const id = readers.lastId;
    reader.send('chain', { ...chain, nowMs: Date.now() }, id);
    if (history.length > 0) reader.send('history', history, id);
    for (const happening of happenings) reader.send('happened', happening, id);
    const proof = lastProof();
    if (proof !== null) reader.send('proof', proof, id);
    if (latest !== undefined) reader.send('state', latest, id);
  }

  #beatAll(): void {
    this.#parts.readers.each((reader) => {
      reader.beat();
      if (reader.takeBehind()) this.#begin(reader);
    });
  }

  #left(reader: Reader): void {
    const { feed, readers } = this.#parts;
    readers.remove(reader);
    if (readers.count > 0) return;
    clearInterval(this.#beat);
    this.#beat = undefined;
    readers.forget();
    void feed.stop();
  }
}

/** Rows are one reader's own: what it asked for, and the dead letters beside them; under no number. */
function rowsOf({ searchParams }: URL, reader: Reader): RowsWanted[] {
  const topic = searchParams.get('topic') ?? '';
  const key = searchParams.get('key') ?? '';
  if (topic === '' || topic.length > mostTextLength || key.length > mostTextLength) return [];
  const letters = { topic: topicNames.deadLetters, key: '', most: mostLetters };
  return [
    new RowsWanted({ topic, key, most: mostRows }, (rows) => {
      reader.send('rows', rows);
    }),
    new RowsWanted(letters, (rows) => {
      reader.send('letters', rows);
    }),
  ];
}
