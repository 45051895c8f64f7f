/** A reader of the event stream, as the page is one. */
import { tokenHeader } from '../../page/live.ts';
import type { LiveEvents } from '../../page/live.ts';
import type { PageAddress } from '../../page/address.ts';

export interface ReadEvent {
  readonly id: number | undefined;
  readonly name: keyof LiveEvents;
  readonly data: unknown;
}

export class StreamReader {
  readonly events: ReadEvent[] = [];
  readonly #stop = new AbortController();
  #beats = 0;
  #done: Promise<void> = Promise.resolve();

  private constructor() {}

  static async open(
    { port, token }: PageAddress,
    options: { readonly search?: string; readonly lastId?: number | string } = {},
  ): Promise<StreamReader> {
    const reader = new StreamReader();
    const { search = '', lastId } = options;
    const response = await fetch(`http://127.0.0.1:${port}/api/stream${search}`, {
      headers: {
        [tokenHeader]: token,
        ...(lastId === undefined ? {} : { 'last-event-id': String(lastId) }),
      },
      signal: reader.#stop.signal,
    });
    if (response.body === null || response.status !== 200) throw new Error(`${response.status}`);
    reader.#done = reader.#read(response.body).catch(() => undefined);
    return reader;
  }

  get names(): string[] {
    return this.events.map(({ name }) => name);
  }

  get beats(): number {
    return this.#beats;
  }

  last<Name extends keyof LiveEvents>(name: Name): LiveEvents[Name] | undefined {
    return this.events.findLast((event) => event.name === name)?.data as
      LiveEvents[Name] | undefined;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [id, name, data] = [field('id'), field('event'), field('data')];
    if (name === undefined) this.#beats += 1;
    else {
      this.events.push({
        id: id === undefined ? undefined : Number(id),
        name: name as keyof LiveEvents,
        data: JSON.parse(data ?? 'null'),
      });
    }
  }
}
