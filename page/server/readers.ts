/**
 * Readers of the event stream. What all of them get is written once, numbered and kept for a while, so that a reader
 * goes on where it was. One that does not read is skipped and counted, never queued.
 */
import type { ServerResponse } from 'node:http';
import type { LiveEvents } from '../live.ts';

/** Bytes that may wait for a reader; past them it gets nothing until they are gone. */
const mostWaitingBytes = 256 * 1_024;
/** A reader that has taken nothing for so long is let go; it may come again. */
const patienceMs = 60_000;
/** What is kept for readers that come again. */
const keptEvents = 30;
const heartbeatMs = 10_000;

interface Sent {
  readonly id: number;
  readonly text: string;
}

/** One event as it goes over the wire; without a number where it is one reader's own. */
function wireText(name: keyof LiveEvents, data: unknown, id?: number): string {
  const number = id === undefined ? '' : `id: ${id}\n`;
  return `${number}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** One browser's stream. */
export class Reader {
  readonly #response: ServerResponse;
  #skipped = 0;
  #isBehind = false;
  #stuckSinceMs: number | undefined;
  #writtenMs = performance.now();

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Events that it was not sent because it did not read. */
  get skipped(): number {
    return this.#skipped;
  }

  /** True once after it missed something and reads again: it is told everything anew. */
  takeBehind(): boolean {
    if (!this.#isBehind || this.#isFull()) return false;
    this.#isBehind = false;
    return true;
  }

  send<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name], id?: number): boolean {
    return this.write(wireText(name, data, id));
  }

  /** @returns false where it was skipped */
  write(text: string): boolean {
    if (this.#isFull()) {
      this.#skipped += 1;
      this.#isBehind = true;
      return false;
    }
    this.#response.write(text);
    this.#writtenMs = performance.now();
    return true;
  }

  /** Shows that the server is there; lets go of one that takes nothing. */
  beat(): void {
    const nowMs = performance.now();
    if (!this.#isFull()) {
      this.#stuckSinceMs = undefined;
      if (nowMs - this.#writtenMs >= heartbeatMs) this.write(':\n\n');
      return;
    }
    this.#stuckSinceMs ??= nowMs;
    if (nowMs - this.#stuckSinceMs > patienceMs) this.end();
  }

  end(): void {
    this.#response.destroy();
  }

  #isFull(): boolean {
    return this.#response.writableLength > mostWaitingBytes || this.#response.destroyed;
  }
}

export class Readers {
  readonly #readers = new Set<Reader>();
  /** Numbers go up over restarts of the server too, so that none is taken for another. */
  #lastId = Date.now() * 1_000;
  #kept: Sent[] = [];
  #skippedBefore = 0;

  get count(): number {
    return this.#readers.size;
  }

  /** Events that were not sent to readers that did not read, since the server began. */
  get skipped(): number {
    return [...this.#readers].reduce((sum, { skipped }) => sum + skipped, this.#skippedBefore);
  }

  get lastId(): number {
    return this.#lastId;
  }

  add(reader: Reader): void {
    this.#readers.add(reader);
  }

  remove(reader: Reader): void {
    if (this.#readers.delete(reader)) this.#skippedBefore += reader.skipped;
  }

  /** To all of them. */
  tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    this.#lastId += 1;
    const sent = { id: this.#lastId, text: wireText(name, data, this.#lastId) };
    this.#kept.push(sent);
    if (this.#kept.length > keptEvents) this.#kept.shift();
    for (const reader of this.#readers) reader.write(sent.text);
  }

  /** What came after the event of this number; `undefined` where that is not kept. */
  since(id: number): readonly string[] | undefined {
    if (id === this.#lastId) return [];
    const at = this.#kept.findIndex((sent) => sent.id === id + 1);
    return at < 0 ? undefined : this.#kept.slice(at).map(({ text }) => text);
  }

  /** After a pause nothing that was kept leads up to what comes. */
  forget(): void {
    this.#kept = [];
    this.#lastId += 1;
  }

  each(visit: (reader: Reader) => void): void {
    for (const reader of this.#readers) visit(reader);
  }
}
