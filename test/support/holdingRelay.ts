/**
 * The network between a broker and its clients: a TCP relay on the address that the broker advertises. It can hold
 * requests back that were sent, also when their sender is dead, as the buffers of a frozen broker do, and deliver them
 * at any time later.
 */
import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { transactionalIdPrefix } from '../../chain/names.ts';
import { startBroker } from './broker.ts';
import type { TestBroker } from './broker.ts';
import { Frames } from './faultyProxy.ts';

export const produceKey = 0;
export const endTransactionKey = 26;

/** FindCoordinator, InitProducerId, AddPartitionsToTxn, EndTxn: the requests of the fence. */
const fenceKeys = new Set([10, 22, 24, endTransactionKey]);

/** A broker whose clients all come through a relay. */
export async function startRelayedBroker(): Promise<{ broker: TestBroker; relay: HoldingRelay }> {
  const relay = await HoldingRelay.listen();
  const settings = { 'advertised.listeners': `PLAINTEXT://127.0.0.1:${relay.port}` };
  const broker = await startBroker({ settings });
  relay.brokerPort = broker.port;
  return { broker, relay };
}

export class HoldingRelay {
  /** Connections that come before it is known are refused. */
  brokerPort: number | undefined;
  /** Each process has transactional ids of its own: no process fences another. */
  isDisguising = false;
  readonly #server = net.createServer((client) => {
    this.#join(client);
  });
  readonly #pairs = new Set<Pair>();
  #held: Pair[] = [];
  /** Of requests that are to be held on new connections, too. */
  #awaited: number | undefined;
  #run = 0;

  static async listen(): Promise<HoldingRelay> {
    const relay = new HoldingRelay();
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Holds such requests, and whatever comes behind one on its connection. Returns when so many connections have one held:
   * who connects later is let through, as another run.
   */
  async hold(key: number, connections: number): Promise<void> {
    for (const pair of this.#pairs) pair.held = key;
    this.#held = [...this.#pairs];
    this.#awaited = key;
    while (this.#waiting().length < connections) await pause(10);
    this.#awaited = undefined;
    this.#run = (this.#run + 1) % 10;
  }

  /** Delivers what was held; returns the broker's error codes, one a Produce request. */
  async release(): Promise<number[]> {
    const waiting = this.#waiting();
    this.#held = [];
    return Promise.all(waiting.map((pair) => pair.deliver()));
  }

  async close(): Promise<void> {
    for (const pair of [...this.#pairs, ...this.#held]) pair.end();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #waiting(): Pair[] {
    return this.#held.filter(({ holds }) => holds);
  }

  #join(client: Socket): void {
    if (this.brokerPort === undefined) {
      client.destroy();
      return;
    }
    const broker = net.connect({ host: '127.0.0.1', port: this.brokerPort });
    const pair = new Pair(client, broker, (frame) => this.#disguise(frame));
    this.#pairs.add(pair);
    if (this.#awaited !== undefined) this.#held.push(pair);
    pair.held = this.#awaited;
    client.on('close', () => this.#pairs.delete(pair));
  }

  /** Another digit in the prefix: as long as it was. */
  #disguise(frame: Buffer): Buffer {
    const at = frame.indexOf(transactionalIdPrefix);
    if (!this.isDisguising || at < 0 || !fenceKeys.has(keyOf(frame))) return frame;
    frame.write(String(this.#run), at + transactionalIdPrefix.length - 2);
    return frame;
  }
}

/** A client's connection, and the one to the broker that stands for it. */
class Pair {
  /** Requests with this key are held. */
  held: number | undefined;
  readonly #client: Socket;
  readonly #broker: Socket;
  readonly #frames: Buffer[] = [];
  #answered: (frame: Buffer) => void = () => undefined;

  constructor(client: Socket, broker: Socket, disguise: (frame: Buffer) => Buffer) {
    this.#client = client;
    this.#broker = broker;
    const requests = new Frames((frame) => {
      if (this.holds || keyOf(frame) === this.held) this.#frames.push(Buffer.from(frame));
      else broker.write(disguise(frame));
    });
    const responses = new Frames((frame) => {
      this.#answered(frame);
      if (!client.destroyed) client.write(frame);
    });
    client.on('data', (bytes: Buffer) => {
      requests.push(bytes);
    });
    broker.on('data', (bytes: Buffer) => {
      responses.push(bytes);
    });
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
    }
    // What is held outlives its sender.
    client.on('close', () => {
      if (!this.holds) broker.destroy();
    });
    broker.on('close', () => client.destroy());
  }

  get holds(): boolean {
    return this.#frames.length > 0;
  }

  end(): void {
    this.#client.destroy();
    this.#broker.destroy();
  }

  /** The first request that was held, for nobody sends a second one before its answer. */
  async deliver(): Promise<number> {
    const [frame = Buffer.alloc(0)] = this.#frames.splice(0);
    const answer = new Promise<Buffer>((resolve) => (this.#answered = resolve));
    this.#broker.write(frame);
    const code = errorIn(await answer);
    this.end();
    return code;
  }
}

function keyOf(request: Buffer): number {
  return request.readInt16BE(4);
}

/** Of the only partition of a Produce response, behind length, correlation id, one topic's name and two counts. */
function errorIn(response: Buffer): number {
  const nameLength = response.readInt16BE(12);
  return response.readInt16BE(14 + nameLength + 4 + 4);
}
