/**
 * The network between the broker and its clients: a TCP relay on the broker's address. Which client a connection
 * belongs to stands in its first request (Kafka's request header: size, key, version, correlation id, client id).
 */
import { once } from 'node:events';
import net from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Side } from './schedule.ts';

type Client = 'generator' | 'spark';

interface Pair {
  readonly client: Socket;
  readonly broker: Socket;
  /** `undefined` before the first request. */
  side: Client | undefined;
}

export class Relay {
  readonly #pairs = new Set<Pair>();
  readonly #server = net.createServer((client) => {
    this.#join(client);
  });
  /** How many faults cut, or silence, a client's connections now. */
  readonly #cuts = { generator: 0, spark: 0 };
  readonly #silences = { generator: 0, spark: 0 };
  readonly #to: number;

  /** @param to the port on which the broker listens */
  constructor(to: number) {
    this.#to = to;
  }

  /** Takes the address of a broker that has just left it. */
  async listen(port: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      try {
        this.#server.listen(port, '127.0.0.1');
        await once(this.#server, 'listening');
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        await pause(10);
      }
    }
  }

  /** Ends connections of these clients and takes none for so long. */
  async cut(side: Side, forMs: number, signal: AbortSignal): Promise<void> {
    for (const client of clientsOf(side)) this.#cuts[client] += 1;
    for (const pair of [...this.#pairs]) if (this.#isHit(pair, this.#cuts)) end(pair);
    await pause(forMs, undefined, { signal }).catch(() => undefined);
    for (const client of clientsOf(side)) this.#cuts[client] -= 1;
  }

  /** Lets the bytes of these clients wait for so long, in both directions. */
  async silence(side: Side, forMs: number, signal: AbortSignal): Promise<void> {
    for (const client of clientsOf(side)) this.#silences[client] += 1;
    this.#hush();
    await pause(forMs, undefined, { signal }).catch(() => undefined);
    for (const client of clientsOf(side)) this.#silences[client] -= 1;
    this.#hush();
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) end(pair);
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #isHit({ side }: Pair, hits: Readonly<Record<Client, number>>): boolean {
    return side !== undefined && hits[side] > 0;
  }

  #hush(): void {
    for (const pair of this.#pairs) {
      const isSilent = this.#isHit(pair, this.#silences);
      for (const socket of [pair.client, pair.broker]) {
        if (isSilent) socket.pause();
        else if (socket.isPaused() && !other(pair, socket).writableNeedDrain) socket.resume();
      }
    }
  }

  #join(client: Socket): void {
    const broker = net.connect({ host: '127.0.0.1', port: this.#to });
    const pair: Pair = { client, broker, side: undefined };
    this.#pairs.add(pair);
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', () => {
        end(pair);
      });
      socket.on('close', () => {
        this.#pairs.delete(pair);
        end(pair);
      });
      socket.on('data', (bytes: Buffer) => {
        this.#pass(pair, socket, bytes);
      });
      socket.on('drain', () => {
        if (!this.#isHit(pair, this.#silences)) other(pair, socket).resume();
      });
    }
  }

  #pass(pair: Pair, from: Socket, bytes: Buffer): void {
    if (pair.side === undefined && from === pair.client) {
      pair.side = clientOf(bytes);
      if (this.#isHit(pair, this.#cuts)) {
        end(pair);
        return;
      }
      this.#hush();
    }
    if (!other(pair, from).write(bytes)) from.pause();
  }
}

function clientsOf(side: Side): readonly Client[] {
  return side === 'both' ? ['generator', 'spark'] : [side];
}

function clientOf(request: Buffer): Client {
  const nameAt = 14;
  const length = request.length < nameAt ? 0 : request.readInt16BE(nameAt - 2);
  const isOurs = request.toString('latin1', nameAt, nameAt + length) === 'courant';
  return isOurs ? 'generator' : 'spark';
}

function other({ client, broker }: Pair, socket: Socket): Socket {
  return socket === client ? broker : client;
}

function end({ client, broker }: Pair): void {
  client.destroy();
  broker.destroy();
}
