/** What the pods of the legs print. */
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Log } from '@kubernetes/client-node';
import type { LegName, LogLine } from '../target.ts';
import type { Api } from './api/api.ts';
import { containersOf, kinds } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import { legOf } from './readiness/podLegs.ts';
import type { Site } from './setup/chainOnCluster.ts';
import { notStarted } from './setup/chainOnCluster.ts';

const mostLines = '2000';
const linesBefore = 10;
const lookEveryMs = 1_000;

interface Logs {
  readonly leg?: LegName;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

interface Source {
  readonly leg: LegName;
  readonly id: string;
  readonly pod: string;
  readonly container: string;
  readonly isRunning: boolean;
}

/** Without `follow` what each pod keeps, leg by leg; with it the last lines, then those that come, until the abort. */
export async function* logLines(site: Site, logs: Logs): AsyncGenerator<LogLine> {
  const api = await site.api();
  if (api === undefined) throw notStarted();
  if (logs.follow) {
    yield* new Following(api, site, logs).lines();
    return;
  }
  for (const source of await sourcesOf(api, site, logs.leg)) {
    const { leg, id, pod, container } = source;
    const query = { container, tailLines: mostLines };
    const lines = await api.lastLines(site.namespace, pod, query);
    yield* lines.map((line) => ({ leg, id, line }));
  }
}

async function sourcesOf(api: Api, site: Site, only?: LegName): Promise<Source[]> {
  const { items } = await api.list(kinds.pod, site.namespace);
  const order: readonly LegName[] = ['generator', 'kafka', 'spark'];
  return items
    .flatMap((pod) => sourcesOfPod(pod, site.place.chain.name))
    .filter(({ leg }) => only === undefined || leg === only)
    .sort((a, b) => order.indexOf(a.leg) - order.indexOf(b.leg) || (a.id < b.id ? -1 : 1));
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
  readonly #site: Site;
  readonly #logs: Logs;
  readonly #open = new Map<string, AbortController>();
  readonly #waiting: LogLine[] = [];
  #arrived: () => void = () => undefined;

  constructor(api: Api, site: Site, logs: Logs) {
    this.#api = api;
    this.#site = site;
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
      const sources = await sourcesOf(this.#api, this.#site, leg).catch(() => []);
      for (const source of sources) {
        if (source.isRunning && !this.#open.has(source.id)) await this.#follow(source, isFirst);
      }
      isFirst = false;
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @param isOld the pod was there before: only its last lines are of interest */
  async #follow(source: Source, isOld: boolean): Promise<void> {
    const stream = new PassThrough();
    const { pod, container, leg, id } = source;
    const options = { follow: true, ...(isOld ? { tailLines: linesBefore } : {}) };
    try {
      const log = new Log(this.#api.config);
      const { namespace } = this.#site;
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
