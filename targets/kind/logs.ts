/** Lines that the pods of the legs print: those that are kept, and those that come. */
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Log } from '@kubernetes/client-node';
import { legNames } from '../target.ts';
import type { LegName, LogLine, LogOptions } from '../target.ts';
import type { Api } from './api/api.ts';
import { containersOf, kinds } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { legOf } from './readiness/podLegs.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';

const mostLines = '2000';
const linesBefore = 10;
/** How soon the lines of a pod that is new are followed. */
const newPodsEveryMs = 1_000;

interface Source {
  readonly leg: LegName;
  readonly id: string;
  readonly pod: string;
  readonly container: string;
  readonly isRunning: boolean;
}

/** Without `follow` what each pod keeps, leg by leg; with it the last lines, then those that come, until the abort. */
export async function* logLines(
  onCluster: ChainOnCluster,
  logs: LogOptions,
): AsyncGenerator<LogLine> {
  const api = await onCluster.startedApi();
  if (logs.follow) {
    yield* new Following(api, onCluster, logs).lines();
    return;
  }
  for (const source of await sourcesOf(api, onCluster, logs.leg)) {
    const { leg, id, pod, container } = source;
    const query = { container, tailLines: mostLines };
    const lines = await api.lastLines(onCluster.namespace, pod, query);
    yield* lines.map((line) => ({ leg, id, line }));
  }
}

async function sourcesOf(api: Api, onCluster: ChainOnCluster, only?: LegName): Promise<Source[]> {
  const { items } = await api.list(kinds.pod, onCluster.namespace);
  return items
    .flatMap((pod) => sourcesOfPod(pod, onCluster.chain.name))
    .filter(({ leg }) => only === undefined || leg === only)
    .sort((a, b) => legNames.indexOf(a.leg) - legNames.indexOf(b.leg) || (a.id < b.id ? -1 : 1));
}

/** A pod with several containers is told apart by them. */
export function sourcesOfPod(pod: KubeObject, chain: string): Source[] {
  const leg = legOf(pod, chain);
  if (leg === undefined) return [];
  const { name } = pod.metadata;
  const { containers = [] } = pod.spec as { containers?: readonly { name: string }[] };
  return containers.map((container) => ({
    leg,
    id: containers.length === 1 ? name : `${name}/${container.name}`,
    pod: name,
    container: container.name,
    isRunning: containersOf(pod).some(
      (status) => status.name === container.name && status.state?.running !== undefined,
    ),
  }));
}

/** Streams of all pods, those that come later too, as one. */
class Following {
  readonly #api: Api;
  readonly #onCluster: ChainOnCluster;
  readonly #logs: LogOptions;
  readonly #open = new Map<string, AbortController>();
  readonly #waiting: LogLine[] = [];
  #arrived: () => void = () => undefined;

  constructor(api: Api, onCluster: ChainOnCluster, logs: LogOptions) {
    this.#api = api;
    this.#onCluster = onCluster;
    this.#logs = logs;
  }

  async *lines(): AsyncGenerator<LogLine> {
    const { signal } = this.#logs;
    void this.#lookForPods();
    while (!signal.aborted) {
      yield* this.#waiting.splice(0);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
        signal.addEventListener('abort', () => {
          resolve();
        });
        if (this.#waiting.length > 0) resolve();
      });
    }
    for (const stream of this.#open.values()) stream.abort();
  }

  async #lookForPods(): Promise<void> {
    const { signal, leg } = this.#logs;
    let isFirst = true;
    while (!signal.aborted) {
      const sources = await sourcesOf(this.#api, this.#onCluster, leg).catch(() => []);
      for (const source of sources) {
        if (source.isRunning && !this.#open.has(source.id)) await this.#follow(source, isFirst);
      }
      isFirst = false;
      await pause(newPodsEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @param isOld the pod was there before: only its last lines are of interest */
  async #follow(source: Source, isOld: boolean): Promise<void> {
    const stream = new PassThrough();
    const { pod, container, leg, id } = source;
    const options = { follow: true, ...(isOld ? { tailLines: linesBefore } : {}) };
    try {
      const log = new Log(this.#api.config);
      const { namespace } = this.#onCluster;
      this.#open.set(id, await log.log(namespace, pod, container, stream, options));
    } catch {
      return; // gone meanwhile: the next look sees what is there
    }
    const lines = createInterface(stream);
    lines.on('line', (line) => {
      this.#waiting.push({ leg, id, line });
      this.#arrived();
    });
    lines.on('close', () => this.#open.delete(id));
  }
}
