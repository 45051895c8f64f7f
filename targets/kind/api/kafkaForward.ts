/**
 * The way to a Kafka that is not exposed: each connection of the client is a port-forward of its own through the API
 * server. Nothing listens on this machine, and TLS is checked against the name that the broker advertises.
 */
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { PortForward } from '@kubernetes/client-node';
import { bootstrapAddress, kubernetesNames } from '../../../chain/names.ts';
import type { KafkaConnection } from '../../../kafka/connection.ts';
import type { Api } from './api.ts';
import { KafkaAccess } from './kafkaAccess.ts';

type SocketFactory = NonNullable<KafkaConnection['socketFactory']>;

/**
 * A connection as the user that may read everything. It follows certificates, password and brokers that are replaced.
 * @throws CourantError COURANT_NOT_RUNNING where the chain's Kafka is not there
 */
export async function kafkaConnection(api: Api, chain: string): Promise<KafkaConnection> {
  const { namespace, kafka } = kubernetesNames(chain);
  const access = await KafkaAccess.of(api, chain);
  return {
    bootstrapServers: [bootstrapAddress(kafka, namespace)],
    tls: {
      get ca() {
        return access.newest.ca;
      },
    },
    sasl: {
      username: access.username,
      get password() {
        return access.newest.password;
      },
    },
    socketFactory: forwardTo(api, namespace, access),
  };
}

/**
 * Pods by the address that is connected to. A broker advertises `<pod>.<headless service>.<namespace>.svc`; the bootstrap
 * address is each of them in turn, so that a client which tries again meets another one.
 */
export function podsByAddress(pods: () => readonly string[]): (host: string) => string {
  let turn = 0;
  return (host) => {
    const [name = ''] = host.split('.');
    if (!host.includes('-kafka-bootstrap.')) return name;
    const known = pods();
    return known[turn++ % known.length] ?? name;
  };
}

/** The authorities are those that were known before; the password is asked for later, when what is read here is there. */
function forwardTo(api: Api, namespace: string, access: KafkaAccess): SocketFactory {
  const podFor = podsByAddress(() => access.newest.pods);
  return ({ host, port, ssl, onConnect }) => {
    const [near, far] = duplexPair();
    void access
      .refresh()
      .then(() => forward(api, { namespace, pod: podFor(host), port, stream: far }));
    const socket = connect(
      { ...ssl, socket: near, servername: host, host: undefined, port: undefined },
      onConnect,
    );
    tie(socket, near, far);
    return socket;
  };
}

/** What ends one of the three ends the others; kafkajs destroys its socket only, and hears of errors on it alone. */
export function tie(socket: Duplex, near: Duplex, far: Duplex): void {
  far.on('error', (error) => near.destroy(error));
  near.on('error', (error) => socket.destroy(error));
  far.once('close', () => near.destroy());
  near.once('close', () => socket.destroy());
  socket.once('close', () => {
    near.destroy();
    far.destroy();
  });
}

interface Forward {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  readonly stream: Duplex;
}

async function forward(api: Api, { namespace, pod, port, stream }: Forward): Promise<void> {
  const end = (why: string): void => {
    if (!stream.destroyed) stream.destroy(connectionError(`${why} (pod ${pod}, port ${port})`));
  };
  try {
    const forwarder = new PortForward(api.config, true);
    const socket = await forwarder.portForward(namespace, pod, [port], stream, null, stream);
    if (typeof socket === 'function') return;
    socket.onclose = () => {
      end('the port-forward ended');
    };
    stream.once('close', () => {
      socket.close();
    });
    if (stream.destroyed) socket.close();
  } catch (error) {
    end(error instanceof Error ? error.message : 'the port-forward was refused');
  }
}

/** With a code by which the client sees that it may try again. */
function connectionError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
