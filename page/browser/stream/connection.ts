/** The one event stream of this tab: read by `fetch`, closed while nobody looks, resumed where it was. */
import { streamPath, tokenHeader } from '../../live.ts';
import { EventReader } from './eventReader.ts';
import type { StreamEvent } from './eventReader.ts';

export type Link = 'connecting' | 'open' | 'paused' | 'lost' | 'refused';

export interface ConnectionParts {
  readonly token: string;
  /** Which rows are wanted: read again each time it connects. */
  readonly wanted: () => { readonly topic: string; readonly key: string };
  readonly onEvent: (event: StreamEvent) => void;
  readonly onLink: (link: Link) => void;
}

const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** The server shows itself every ten seconds at least. */
const silenceMs = 25_000;

export class Connection {
  readonly #parts: ConnectionParts;
  #lastId: string | null = null;
  #running: AbortController | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = firstPauseMs;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Connects, and from then on whenever the tab is seen. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      this.again();
    });
    this.again();
  }

  /** Anew: other rows are wanted, or the tab was shown or hidden. */
  again(): void {
    clearTimeout(this.#retry);
    this.#running?.abort();
    this.#running = undefined;
    if (document.visibilityState === 'hidden') {
      this.#parts.onLink('paused');
      return;
    }
    const running = new AbortController();
    this.#running = running;
    void this.#run(running);
  }

  async #run(running: AbortController): Promise<void> {
    const { onLink } = this.#parts;
    onLink('connecting');
    const refused = await this.#read(running).catch(() => false);
    if (this.#running !== running) return;
    onLink(refused ? 'refused' : 'lost');
    if (refused) return;
    this.#retry = setTimeout(() => {
      this.again();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
  }

  /** @returns whether the server does not want this page; else the stream ended */
  async #read(running: AbortController): Promise<boolean> {
    const { token, wanted } = this.#parts;
    const query = new URLSearchParams(wanted());
    const response = await fetch(`${streamPath}?${query.toString()}`, {
      headers: {
        [tokenHeader]: token,
        ...(this.#lastId === null ? {} : { 'last-event-id': this.#lastId }),
      },
      cache: 'no-store',
      signal: running.signal,
    });
    if (response.status === 403) return true;
    if (!response.ok || response.body === null) return false;
    this.#parts.onLink('open');
    await this.#readAll(response.body, running);
    return false;
  }

  async #readAll(body: ReadableStream<Uint8Array>, running: AbortController): Promise<void> {
    const events = new EventReader();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const silence = setTimeout(() => {
        running.abort();
      }, silenceMs);
      const { done, value } = await reader.read().finally(() => {
        clearTimeout(silence);
      });
      if (done || this.#running !== running) return;
      this.#pauseMs = firstPauseMs;
      for (const event of events.take(decoder.decode(value, { stream: true }))) this.#told(event);
    }
  }

  #told(event: StreamEvent): void {
    this.#lastId = event.id ?? this.#lastId;
    this.#parts.onEvent(event);
  }
}
