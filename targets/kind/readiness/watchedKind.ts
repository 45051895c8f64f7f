/** Objects of one kind, kept current by a watch. */
import { setTimeout as pause } from 'node:timers/promises';
import { Watch } from '@kubernetes/client-node';
import type { Api } from '../api/api.ts';
import { pathOf } from '../api/objects.ts';
import type { Kind, KubeObject } from '../api/objects.ts';

/** Between two tries where a watch cannot be had: the CRD is not there yet, the API server is away. */
const retryMs = 500;

export class WatchedKind {
  readonly #api: Api;
  readonly #kind: Kind;
  readonly #namespace: string | undefined;
  readonly #changed: () => void;
  readonly #closing = new AbortController();
  #objects = new Map<string, KubeObject>();
  #version = '0';

  private constructor(api: Api, kind: Kind, namespace: string | undefined, changed: () => void) {
    this.#api = api;
    this.#kind = kind;
    this.#namespace = namespace;
    this.#changed = changed;
  }

  /** Knows all objects when it is returned. */
  static async open(
    api: Api,
    kind: Kind,
    namespace: string | undefined,
    changed: () => void,
  ): Promise<WatchedKind> {
    const collection = new WatchedKind(api, kind, namespace, changed);
    await collection.#list();
    void collection.#follow();
    return collection;
  }

  get all(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  close(): void {
    this.#closing.abort();
  }

  async #list(): Promise<void> {
    const { items, resourceVersion } = await this.#api.list(this.#kind, this.#namespace);
    this.#objects = new Map(items.map((item) => [keyOf(item), item]));
    this.#version = resourceVersion;
  }

  /** A watch ends now and then; then it goes on, or where its position is forgotten, everything is listed again. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const isForgotten = this.#version === '0' || (await this.#watch()) === 'forgotten';
        if (isForgotten && !signal.aborted) {
          await this.#list();
          this.#changed();
          if (this.#version === '0') await pause(retryMs, undefined, { signal });
        }
      } catch {
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Until the watch ends. */
  async #watch(): Promise<'ended' | 'forgotten'> {
    let isForgotten = false;
    const watch = new Watch(this.#api.config);
    await new Promise<void>((resolve, reject) => {
      const { signal } = this.#closing;
      const query = { resourceVersion: this.#version, allowWatchBookmarks: 'true' };
      watch
        .watch(
          pathOf(this.#kind, this.#namespace),
          query,
          (type: string, object: KubeObject) => {
            if (type === 'ERROR') isForgotten = true;
            else this.#take(type, object);
          },
          (error: unknown) => {
            if (error instanceof Error && !signal.aborted) reject(error);
            else resolve();
          },
        )
        .then((controller) => {
          const stop = (): void => {
            controller.abort();
          };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop);
        }, reject);
    });
    return isForgotten ? 'forgotten' : 'ended';
  }

  #take(type: string, object: KubeObject): void {
    this.#version = object.metadata.resourceVersion ?? this.#version;
    if (type === 'BOOKMARK') return;
    if (type === 'DELETED') this.#objects.delete(keyOf(object));
    else this.#objects.set(keyOf(object), object);
    this.#changed();
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
