/** The text of an event stream, in whatever pieces it comes, as events. */

export interface StreamEvent {
  readonly name: string;
  readonly data: string;
  /** `null` where it carries no number. */
  readonly id: string | null;
}

/** An event may be as long as five minutes of history; one that never ends is no event. */
const mostLength = 8_000_000;

export class EventReader {
  #rest = '';

  /** @returns the events that end in this piece */
  take(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    if (this.#rest.length > mostLength) throw new Error('an event of the stream does not end');
    return blocks.flatMap((block) => eventOf(block) ?? []);
  }
}

/** `undefined`: a heartbeat. */
function eventOf(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { name: fields.get('event') ?? 'message', data, id: fields.get('id') ?? null };
}
