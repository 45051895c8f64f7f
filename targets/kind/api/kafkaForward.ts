/**
 * The way to a Kafka that is not exposed: each connection of the client is a port-forward of its own through the API
 * server. Nothing listens on this machine, and TLS is checked against the name that the broker advertises.
 */
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { PortForward } from '@kubernetes/client-node';
import { CourantError } from '../../../chain/errors.ts';
import {
  bootstrapAddress,
  clusterCaSecret,
  kafkaUserName,
  kubernetesNames,
  strimziClusterLabel,
} from '../../../chain/names.ts';
import type { KafkaConnection } from '../../../kafka/connection.ts';
import type { Api } from './api.ts';
import { isReadyPod, kinds, podStatus } from './objects.ts';
import type { KubeObject } from './objects.ts';

type SocketFactory = NonNullable<KafkaConnection['socketFactory']>;

/**
 * A connection as the user that may read everything.
 * @throws CourantError COURANT_NOT_RUNNING where the chain's Kafka is not there
 */
export async function kafkaConnection(api: Api, chain: string): Promise<KafkaConnection> {
  const { namespace, kafka } = kubernetesNames(chain);
  const username = kafkaUserName(chain, 'verify');
  const [authorities, user] = await Promise.all([
    secretOf(api, namespace, clusterCaSecret(kafka)),
    secretOf(api, namespace, username),
  ]);
  // One that is being replaced is there under another name.
  const ca = Object.keys(authorities)
    .filter((key) => key.endsWith('.crt'))
    .map((key) => authorities[key])
    .join('\n');
  const { password } = user;
  if (ca === '' || password === undefined) throw noKafka();
  const pods = await brokerPods(api, namespace, kafka);
  if (pods.length === 0) throw noKafka();
  return {
    bootstrapServers: [bootstrapAddress(kafka, namespace)],
    tls: { ca },
    sasl: { username, password },
    socketFactory: forwardTo(api, namespace, pods),
  };
}

function noKafka(): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_RUNNING',
    message: 'the chain does not run in the cluster: its Kafka is not there',
    hint: 'start it: courant up --target kind',
  });
}

/** Nothing where there is no such Secret. */
async function secretOf(
  api: Api,
  namespace: string,
  name: string,
): Promise<Record<string, string>> {
  const secret = await api.get(kinds.secret, namespace, name);
  const { data = {} } = (secret ?? {}) as { data?: Record<string, string> };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}

async function brokerPods(api: Api, namespace: string, cluster: string): Promise<string[]> {
  const selector = `${strimziClusterLabel}=${cluster},strimzi.io/broker-role=true`;
  const { items } = await api.list(kinds.pod, namespace, selector);
  return reachable(items);
}

/** Names of the pods that answer. A pod that crashes again and again is `Running` too: only where none is ready it counts. */
export function reachable(pods: readonly KubeObject[]): string[] {
  const running = pods.filter((pod) => podStatus(pod).phase === 'Running');
  const ready = running.filter(isReadyPod);
  return (ready.length > 0 ? ready : running).map(({ metadata }) => metadata.name);
}

/**
 * Pods by the address that is connected to. A broker advertises `<pod>.<headless service>.<namespace>.svc`; the bootstrap
 * address is each of them in turn, so that a client which tries again meets another one.
 */
export function podsByAddress(pods: readonly string[]): (host: string) => string {
  let turn = 0;
  return (host) => {
    const [name = ''] = host.split('.');
    // A broker that came since is not among those seen at first, and is named by its address all the same.
    if (!host.includes('-kafka-bootstrap.')) return name;
    return pods[turn++ % pods.length] ?? name;
  };
}

function forwardTo(api: Api, namespace: string, pods: readonly string[]): SocketFactory {
  const podFor = podsByAddress(pods);
  return ({ host, port, ssl, onConnect }) => {
    const [near, far] = duplexPair();
    void forward(api, { namespace, pod: podFor(host), port, stream: far });
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
