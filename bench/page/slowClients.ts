/** Clients of the event stream that take nothing of it. For one that is let go another one comes. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { topicNames } from '../../chain/names.ts';
import { streamPath, tokenHeader } from '../../page/live.ts';
import type { PageAddress } from '../../page/address.ts';

export class SlowClients {
  readonly #page: PageAddress;
  readonly #count: number;
  /** Oldest first. */
  readonly #sockets: Socket[] = [];
  #letGo = 0;

  constructor(page: PageAddress, count: number) {
    this.#page = page;
    this.#count = count;
    for (let at = 0; at < count; at += 1) this.#come();
  }

  /** How many were let go and replaced. */
  get letGo(): number {
    return this.#letGo;
  }

  /** @param open as many as the server tells: who does not read does not see that its connection has ended */
  replace(open: number): void {
    const gone = this.#count - open;
    for (let at = 0; at < gone; at += 1) {
      this.#sockets.shift()?.destroy();
      this.#letGo += 1;
      this.#come();
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #come(): void {
    const { port, token } = this.#page;
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.on('error', () => undefined);
    const wanted = `${streamPath}?topic=${topicNames.readings}`;
    const lines = [`GET ${wanted} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `${tokenHeader}: ${token}`];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    this.#sockets.push(socket);
  }
}
