/** The way to the brokers for one producer, which can be cut off for good. */
import net from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import type { KafkaConnection } from '../connection.ts';

const keepAliveMs = 60_000;

/**
 * kafkajs retries a send behind its caller's back, also after `disconnect()`, and then connects again. Without sockets
 * it cannot: after `cut` nothing of this producer reaches a broker any more.
 */
export class Sockets {
  readonly connection: KafkaConnection;
  readonly #open = new Set<Socket>();
  #isCut = false;

  constructor(connection: KafkaConnection) {
    const create = connection.socketFactory ?? createSocket;
    this.connection = { ...connection, socketFactory: (options) => this.#create(create, options) };
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) endNow(socket);
    this.#open.clear();
  }

  #create(create: ISocketFactory, options: Parameters<ISocketFactory>[0]): Socket {
    if (this.#isCut) throw new Error('this producer was abandoned');
    const socket = create(options);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }
}

/**
 * Reset rather than closed: what has not left this machine yet is thrown away. A socket that was ended already must not
 * be reset as well: Node 20 then never finishes closing it, and the process cannot exit.
 */
function endNow(socket: Socket): void {
  if (socket.writableEnded || socket.connecting || socket instanceof tls.TLSSocket)
    socket.destroy();
  else socket.resetAndDestroy();
}

const createSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // TLS names the server it wants (SNI), which may be no address (RFC 6066).
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? tls.connect({ host, port, ...name, ...ssl }, onConnect)
    : net.connect({ host, port }, onConnect);
  socket.setKeepAlive(true, keepAliveMs);
  socket.setNoDelay(true);
  return socket;
};
