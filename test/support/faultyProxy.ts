/**
 * A TCP proxy before a broker that loses answers: it reads Kafka's frames, lets a Produce request through, waits for
 * the broker's answer (the records are then written) and drops the connection instead of delivering it.
 */
import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { KafkaConnection } from '../../kafka/connection.ts';

const produceKey = 0;

export interface FaultyProxy {
  /** Leads every connection, also to the advertised address, through the proxy. */
  readonly connection: KafkaConnection;
  /** Answers lost so far. */
  readonly dropped: number;
  /** Produce answers that came from the broker so far, lost or not. */
  readonly answers: number;
  close(): Promise<void>;
}

/** @param shouldDrop asked for each answer to a Produce request, counted from 1 */
export async function startFaultyProxy(
  brokerPort: number,
  shouldDrop: (answer: number) => boolean,
): Promise<FaultyProxy> {
  const proxy = new Proxy(brokerPort, shouldDrop);
  await proxy.listen();
  return proxy;
}

class Proxy implements FaultyProxy {
  dropped = 0;
  answers = 0;
  readonly #brokerPort: number;
  readonly #shouldDrop: (answer: number) => boolean;
  readonly #server = net.createServer((client) => {
    this.#join(client);
  });
  readonly #sockets = new Set<Socket>();

  constructor(brokerPort: number, shouldDrop: (answer: number) => boolean) {
    this.#brokerPort = brokerPort;
    this.#shouldDrop = shouldDrop;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get connection(): KafkaConnection {
    const { port } = this.#server.address() as AddressInfo;
    return {
      bootstrapServers: [`127.0.0.1:${port}`],
      socketFactory: ({ onConnect }) => net.connect({ host: '127.0.0.1', port }, onConnect),
    };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const broker = net.connect({ host: '127.0.0.1', port: this.#brokerPort });
    const produces = new Set<number>();
    const end = () => {
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    const requests = new Frames((frame) => {
      if (frame.readInt16BE(4) === produceKey) produces.add(frame.readInt32BE(8));
      broker.write(frame);
    });
    const responses = new Frames((frame) => {
      if (produces.delete(frame.readInt32BE(4)) && this.#loses()) end();
      else if (!client.destroyed) client.write(frame);
    });
    client.on('data', (bytes: Buffer) => {
      requests.push(bytes);
    });
    broker.on('data', (bytes: Buffer) => {
      responses.push(bytes);
    });
  }

  #loses(): boolean {
    this.answers += 1;
    if (!this.#shouldDrop(this.answers)) return false;
    this.dropped += 1;
    return true;
  }
}

/** Cuts a stream of bytes into frames: four bytes of length, then as many bytes. */
export class Frames {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #take: (frame: Buffer) => void;

  constructor(take: (frame: Buffer) => void) {
    this.#take = take;
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    while (this.#bytes.length >= 4) {
      const length = 4 + this.#bytes.readInt32BE(0);
      if (this.#bytes.length < length) return;
      this.#take(this.#bytes.subarray(0, length));
      this.#bytes = this.#bytes.subarray(length);
    }
  }
}
