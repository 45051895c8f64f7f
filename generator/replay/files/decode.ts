/** Bytes of a file as text; what is not text in its encoding is found with its place. */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface Decoder {
  /** Text of the bytes so far that was not returned before. The bytes may be overwritten afterwards. */
  decode(bytes: Buffer): string;
  /** What is left at the end of the file. */
  end(): string;
}

/** Bytes that are no text, at this place of the file. */
export class NotText extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super(`no text at byte ${offset}`);
    this.offset = offset;
  }
}

/** How many bytes of a byte order mark the head of a file has, and what they say. UTF-8 where there is none. */
export function encodingOf(head: Buffer): { readonly encoding: Encoding; readonly bom: number } {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return { encoding: 'utf-8', bom: isMarked ? 3 : 0 };
}

/**
 * A decoder that throws `NotText`.
 * @param offset where in the file its first byte is
 */
export function decoderFor(encoding: Encoding, offset: number): Decoder {
  return encoding === 'utf-8' ? new Utf8Decoder(offset) : new Utf16Decoder(encoding, offset);
}

/** Byte order marks stand at the beginning of a file, and in the midst of one that was put together from several. */
function withoutMarks(text: string): string {
  return text.includes('\ufeff') ? text.replaceAll('\ufeff', '') : text;
}

class Utf8Decoder implements Decoder {
  /** Bytes of a character that is not complete yet: at most three. */
  #held: Buffer = Buffer.alloc(0);
  #offset: number;

  constructor(offset: number) {
    this.#offset = offset;
  }

  decode(bytes: Buffer): string {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const whole = all.subarray(0, all.length - unfinished(all));
    this.#held = Buffer.from(all.subarray(whole.length));
    const text = this.#text(whole);
    this.#offset += whole.length;
    return text;
  }

  end(): string {
    if (this.#held.length > 0) throw new NotText(this.#offset);
    return '';
  }

  #text(bytes: Buffer): string {
    if (isAscii(bytes)) return bytes.toString('latin1'); // one byte a character, also in memory
    if (!isUtf8(bytes)) throw new NotText(this.#offset + firstWrong(bytes));
    return withoutMarks(bytes.toString('utf8'));
  }
}

/** How many bytes a UTF-8 character has that begins with this byte; 0 where none does. */
function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** How many bytes at the end are the beginning of a character. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

function firstWrong(bytes: Buffer): number {
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return bytes.length;
}

class Utf16Decoder implements Decoder {
  readonly #decoder: TextDecoder;
  /** Where the block begins that is being decoded: finer is not known. */
  #offset: number;

  constructor(encoding: Encoding, offset: number) {
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    this.#offset = offset;
  }

  decode(bytes: Buffer): string {
    const text = this.#checked(() => this.#decoder.decode(bytes, { stream: true }));
    this.#offset += bytes.length;
    return withoutMarks(text);
  }

  end(): string {
    return this.#checked(() => this.#decoder.decode());
  }

  #checked(decode: () => string): string {
    try {
      return decode();
    } catch {
      throw new NotText(this.#offset);
    }
  }
}
