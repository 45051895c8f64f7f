/**
 * Bytes of an event stream as events, by the rules of the HTML standard (section 9.2.6, "Interpreting an event stream"):
 * lines end with CR, LF or both, a comment begins with a colon, an empty line ends an event, and what has no end is none.
 */

/** One event as it was sent. */
export interface SentEvent {
  /** The last id that was sent, with it or before; empty for none. */
  readonly id: string;
  /** Whether the id came with this one. */
  readonly isNamed: boolean;
  /** `undefined` where it was too long to be kept. */
  readonly data: string | undefined;
}

/** Characters of an event's data, at most. */
export const mostCharacters = 2 ** 22;

/** More than a field's name has, with what stands behind it. */
const mostNameCharacters = 16;

export class EventParser {
  readonly #onEvent: (event: SentEvent) => void;
  /** Leaves out the mark that a text may begin with. */
  readonly #decoder = new TextDecoder();
  #line = '';
  #isAfterCr = false;
  #data: string[] = [];
  #length = 0;
  #isTooLong = false;
  #isNamed = false;
  #id: string;
  /** After how long the server wants to be asked again, in ms; `undefined`: it did not say. */
  retryMs: number | undefined;

  /** @param id the last one of the connection before */
  constructor(id: string, onEvent: (event: SentEvent) => void) {
    this.#id = id;
    this.#onEvent = onEvent;
  }

  push(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    let at = this.#isAfterCr && text.startsWith('\n') ? 1 : 0;
    if (text.length > 0) this.#isAfterCr = false;
    while (at < text.length) {
      const end = lineEnd(text, at);
      this.#keep(text.slice(at, end));
      if (end === text.length) return;
      this.#take(this.#line);
      this.#line = '';
      at = end + (text.startsWith('\r\n', end) ? 2 : 1);
      this.#isAfterCr = at === text.length && text.endsWith('\r');
    }
  }

  /** Of a line without end only its beginning stays. */
  #keep(part: string): void {
    if (this.#line.length <= mostCharacters + mostNameCharacters) this.#line += part;
  }

  #take(line: string): void {
    if (line === '') this.#end();
    else if (!line.startsWith(':')) this.#field(line);
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'data') this.#addData(value);
    else if (name === 'id' && !value.includes('\0')) {
      this.#id = value;
      this.#isNamed = true;
    } else if (name === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
  }

  #addData(value: string): void {
    this.#length += value.length;
    this.#isTooLong ||= this.#length > mostCharacters;
    if (this.#isTooLong) this.#data = [''];
    else this.#data.push(value);
  }

  #end(): void {
    const event = { id: this.#id, isNamed: this.#isNamed };
    if (this.#data.length > 0) {
      this.#onEvent({ ...event, data: this.#isTooLong ? undefined : this.#data.join('\n') });
    }
    this.#data = [];
    this.#length = 0;
    this.#isTooLong = false;
    this.#isNamed = false;
  }
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return text.length;
}
