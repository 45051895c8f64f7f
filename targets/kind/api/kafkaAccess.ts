/** What opens a Kafka in the cluster, as Strimzi and the cluster have it now: authorities, password, brokers. */
import { CourantError } from '../../../chain/errors.ts';
import {
  clusterCaSecret,
  kafkaUserName,
  kubernetesNames,
  strimziClusterLabel,
} from '../../../chain/names.ts';
import type { Api } from './api.ts';
import { isReadyPod, kinds, podStatus } from './objects.ts';
import type { KubeObject } from './objects.ts';

interface Access {
  /** PEM of all authorities: one that is being replaced is there beside the one that comes. */
  readonly ca: string;
  readonly password: string;
  /** Names of the brokers' pods that answer, at least one. */
  readonly pods: readonly string[];
}

/** What was read so lately is not asked for again: a client opens several connections at once. */
const freshMs = 1_000;

/** Access as the user that may read everything, for as long as a command runs: what is replaced meanwhile is read anew. */
export class KafkaAccess {
  /** As it was read last. */
  newest: Access;
  readonly username: string;
  readonly #read: () => Promise<Access>;
  #readMs = Date.now();
  #reading: Promise<void> | undefined;

  private constructor(newest: Access, username: string, read: () => Promise<Access>) {
    this.newest = newest;
    this.username = username;
    this.#read = read;
  }

  /** @throws CourantError COURANT_NOT_RUNNING where the chain's Kafka is not there */
  static async of(api: Api, chain: string): Promise<KafkaAccess> {
    const read = () => accessNow(api, chain);
    return new KafkaAccess(await read(), kafkaUserName(chain, 'verify'), read);
  }

  /** Never fails: what cannot be read stays as it was. */
  refresh(): Promise<void> {
    if (this.#reading === undefined && Date.now() - this.#readMs < freshMs)
      return Promise.resolve();
    return (this.#reading ??= this.#readAgain());
  }

  async #readAgain(): Promise<void> {
    this.newest = await this.#read().catch(() => this.newest);
    this.#readMs = Date.now();
    this.#reading = undefined;
  }
}

async function accessNow(api: Api, chain: string): Promise<Access> {
  const { namespace, kafka } = kubernetesNames(chain);
  const [authorities, user, pods] = await Promise.all([
    secretOf(api, namespace, clusterCaSecret(kafka)),
    secretOf(api, namespace, kafkaUserName(chain, 'verify')),
    brokerPods(api, namespace, kafka),
  ]);
  const ca = Object.keys(authorities)
    .filter((key) => key.endsWith('.crt'))
    .map((key) => authorities[key])
    .join('\n');
  const { password } = user;
  if (ca === '' || password === undefined || pods.length === 0) throw noKafka();
  return { ca, password, pods };
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
