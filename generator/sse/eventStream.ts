/**
 * A server's events in the background, over as many connections as it takes: each one asks for what comes behind the last
 * id. What is not taken is not read, so that a slow chain slows down the server and nothing piles up here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { EventParser } from './eventParser.ts';
import type { SentEvent } from './eventParser.ts';

/** Events and characters that wait to be taken, about: then no more is read. */
const mostWaiting = 1_000;
const mostWaitingCharacters = 2 ** 22;
/** Between two connections, in ms: doubled each time nothing came, within these, or as the server says. */
const usualPauseMs = 1_000;
const shortestPauseMs = 100;
const longestPauseMs = 30_000;
/** Ids by which an event that is sent again is known. */
const mostKnown = 10_000;

export interface EventStreamOptions {
  readonly url: string;
  /** Of the last event before; empty for none. */
  readonly lastId: string;
  /** Each time a connection could not be made, or ended. */
  onPause(why: string, pauseMs: number): void;
}

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #closing = new AbortController();
  readonly #known = new Set<string>();
  readonly #reading: Promise<void>;
  #waiting: SentEvent[] = [];
  #characters = 0;
  #lastId: string;
  #retryMs: number = usualPauseMs;
  #pauseMs = 0;
  #onRoom: (() => void) | undefined;
  #hasEnded = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#lastId = options.lastId;
    if (options.lastId !== '') this.#known.add(options.lastId);
    this.#reading = this.#read();
  }

  /** True once the server said that there is nothing more, and all was taken. */
  get isEnded(): boolean {
    return this.#hasEnded && this.isEmpty;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** The next one, if there is one. */
  take(): SentEvent | undefined {
    const event = this.#waiting.shift();
    this.#characters -= event?.data?.length ?? 0;
    if (this.#hasRoom) this.#onRoom?.();
    return event;
  }

  /** Returns when no connection is open. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#onRoom?.();
    await this.#reading;
  }

  get #hasRoom(): boolean {
    return this.#waiting.length < mostWaiting && this.#characters < mostWaitingCharacters;
  }

  async #read(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && !this.#hasEnded) {
      const why = await this.#connection(signal).catch((error: unknown) => messageOf(error));
      if (signal.aborted || this.#hasEnded) return;
      this.#pauseMs = Math.min(Math.max(this.#retryMs, 2 * this.#pauseMs), longestPauseMs);
      this.#options.onPause(why, this.#pauseMs);
      await pause(this.#pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One connection, to its end. @returns why it ended */
  async #connection(signal: AbortSignal): Promise<string> {
    const response = await openEvents(this.#options.url, this.#lastId, signal);
    if (response.status === 204) {
      this.#hasEnded = true;
      return 'the server has no more';
    }
    const refusal = refusalOf(response);
    if (refusal !== undefined || response.body === null) {
      await response.body?.cancel();
      return refusal ?? 'the answer has no body';
    }
    const parser = new EventParser(this.#lastId, (event) => {
      this.#add(event);
    });
    for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
      parser.push(bytes);
      this.#retryMs = Math.max(parser.retryMs ?? this.#retryMs, shortestPauseMs);
      await this.#room(signal);
    }
    return 'the server ended the connection';
  }

  #add(event: SentEvent): void {
    this.#pauseMs = 0;
    this.#lastId = event.id;
    if (event.isNamed && event.id !== '') {
      if (this.#known.has(event.id)) return;
      this.#known.add(event.id);
      const [oldest] = this.#known;
      if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    }
    this.#waiting.push(event);
    this.#characters += event.data?.length ?? 0;
  }

  async #room(signal: AbortSignal): Promise<void> {
    while (!this.#hasRoom && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
    this.#onRoom = undefined;
  }
}

/** Asks for events behind an id. */
export function openEvents(url: string, lastId: string, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {
    accept: 'text/event-stream',
    'cache-control': 'no-cache',
    'user-agent': 'courant',
  };
  if (lastId !== '') headers['last-event-id'] = encodedId(lastId);
  return fetch(url, { headers, signal });
}

/** A header's value is bytes, and `fetch` takes a character for each: those of UTF-8. */
function encodedId(id: string): string {
  return Buffer.from(id).toString('latin1');
}

/** Why an answer holds no events. */
export function refusalOf({ ok, status, headers }: Response): string | undefined {
  if (!ok) return `the server answered ${status}`;
  const type = headers.get('content-type') ?? 'nothing';
  return type.startsWith('text/event-stream')
    ? undefined
    : `the server sends ${type}, no event stream`;
}

function messageOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const told = cause instanceof Error ? cause : error;
  return told instanceof Error ? told.message : String(told);
}
