/** An API server in memory, over plain HTTP: get, list, watch, server-side apply, merge, delete with finalizers. */
import { createServer, ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Api } from '../../../targets/kind/api/api.ts';
import { kinds, pathOf } from '../../../targets/kind/api/objects.ts';
import type { Kind, KubeObject } from '../../../targets/kind/api/objects.ts';

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly contentType: string;
}

type Stored = KubeObject & { metadata: { resourceVersion: string; generation: number } };

export class FakeApi {
  readonly asked: Asked[] = [];
  readonly api: Api;
  /** URL of the server. */
  readonly address: string;
  /** Kinds that are not served. */
  readonly unknown = new Set<string>();
  /** How many of the next requests lose their connection: before, or after they were carried out. */
  hangUps = { before: 0, after: 0 };
  readonly #printed = new Map<string, string>();
  readonly #objects = new Map<string, Stored>();
  readonly #watches = new Set<{ collection: string; response: ServerResponse }>();
  readonly #server;
  readonly #events: { path: string; type: string; object: KubeObject; version: number }[] = [];
  #version = 1;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.address = `http://127.0.0.1:${port}`;
    this.api = new Api(kubeconfigFor(this.address));
  }

  static async start(): Promise<FakeApi> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fake = new FakeApi(server);
    server.on('request', (request, response) => {
      void fake.answer(request, response);
    });
    return fake;
  }

  put(kind: Kind, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    this.store(pathOf(kind, namespace, name), object);
  }

  has(kind: Kind, namespace: string, name: string): boolean {
    return this.#objects.has(pathOf(kind, namespace, name));
  }

  remove(kind: Kind, namespace: string | undefined, name: string): void {
    const path = pathOf(kind, namespace, name);
    const object = this.#objects.get(path);
    if (object === undefined) return;
    this.#forget(path, object);
  }

  /** What the log of a pod holds. */
  say(pod: string, lines: string): void {
    this.#printed.set(pod, lines);
  }

  /** Ends all watches, as a server does now and then. */
  endWatches(): void {
    for (const { response } of this.#watches) response.end();
    this.#watches.clear();
  }

  async stop(): Promise<void> {
    this.api.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  store(path: string, object: KubeObject): Stored {
    const before = this.#objects.get(path);
    const isSame = JSON.stringify(before?.spec) === JSON.stringify(object.spec);
    const generation = (before?.metadata.generation ?? 0) + (isSame && before ? 0 : 1);
    const metadata = { ...object.metadata, generation, resourceVersion: String(++this.#version) };
    const stored = { ...object, metadata };
    this.#objects.set(path, stored);
    this.#tell(path, before === undefined ? 'ADDED' : 'MODIFIED', stored);
    return stored;
  }

  #tell(path: string, type: string, object: KubeObject): void {
    this.#events.push({ path, type, object, version: this.#version });
    for (const { collection, response } of this.#watches) {
      if (isIn(path, collection)) response.write(`${JSON.stringify({ type, object })}\n`);
    }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x');
    const method = request.method ?? 'GET';
    this.asked.push({ method, url, contentType: request.headers['content-type'] ?? '' });
    const body = await text(request);
    if (this.hangUps.before-- > 0) {
      request.socket.destroy();
      return undefined;
    }
    if (this.hangUps.after-- > 0) {
      this.#one(method, url.pathname, { body, response: new ServerResponse(request) });
      request.socket.destroy();
      return undefined;
    }
    const isUnknown = [...this.unknown].some((plural) => url.pathname.includes(`/${plural}`));
    if (isUnknown) return send(response, 404, { reason: 'NotFound' });
    if (url.searchParams.has('watch')) {
      response.writeHead(200);
      response.flushHeaders();
      this.#watches.add({ collection: url.pathname, response });
      this.#replay(url.pathname, Number(url.searchParams.get('resourceVersion')), response);
      return undefined;
    }
    const ofPod = /\/pods\/([^/]+)\/log$/.exec(url.pathname)?.[1];
    const printed = this.#printed.get(ofPod ?? '');
    if (printed !== undefined) {
      response.end(printed);
      return undefined;
    }
    const isCollection = Object.values<Kind>(kinds).some(({ plural }) =>
      url.pathname.endsWith(`/${plural}`),
    );
    if (isCollection)
      return send(response, 200, this.#list(url.pathname, url.searchParams.get('labelSelector')));
    return this.#one(method, url.pathname, { body, response });
  }

  /** What came after the version from which a watch goes on. */
  #replay(collection: string, since: number, response: ServerResponse): void {
    for (const { path, type, object, version } of this.#events) {
      if (!isIn(path, collection) || version <= since) continue;
      response.write(`${JSON.stringify({ type, object })}\n`);
    }
  }

  #list(collection: string, selector: string | null): object {
    const wanted = (selector ?? '').split(',').filter(Boolean);
    const isWanted = ({ metadata: { labels = {} } }: KubeObject): boolean =>
      wanted.every((pair) => labels[pair.split('=')[0] ?? ''] === pair.split('=')[1]);
    const items = [...this.#objects].filter(
      ([path, object]) => isIn(path, collection) && isWanted(object),
    );
    return {
      items: items.map(([, object]) => object),
      metadata: { resourceVersion: String(this.#version) },
    };
  }

  #one(
    method: string,
    path: string,
    { body, response }: { body: string; response: ServerResponse },
  ): void {
    const live = this.#objects.get(path);
    if (method === 'PATCH') {
      const written = JSON.parse(body) as KubeObject;
      const patch = { ...written, metadata: { ...live?.metadata, ...written.metadata } };
      const { deletionTimestamp, finalizers = [] } = patch.metadata;
      if (live !== undefined && deletionTimestamp !== undefined && finalizers.length === 0) {
        this.#forget(path, live);
        send(response, 200, live);
        return;
      }
      const isSame = live !== undefined && JSON.stringify(patch.spec) === JSON.stringify(live.spec);
      send(response, 200, isSame ? live : this.store(path, { ...live, ...patch }));
      return;
    }
    if (live === undefined) {
      send(response, 404, { reason: 'NotFound', message: `${path} not found` });
      return;
    }
    if (method === 'DELETE') this.#delete(path, live);
    send(response, 200, live);
  }

  #delete(path: string, live: Stored): void {
    if ((live.metadata.finalizers ?? []).length > 0) {
      const metadata = { ...live.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
      this.store(path, { ...live, metadata });
      return;
    }
    this.#forget(path, live);
  }

  #forget(path: string, object: Stored): void {
    this.#objects.delete(path);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    this.#tell(path, 'DELETED', { ...object, metadata });
  }
}

function isIn(path: string, collection: string): boolean {
  const plural = collection.split('/').at(-1) ?? '';
  const isOfNamespace = collection.includes('/namespaces/') || collection.endsWith('namespaces');
  return isOfNamespace ? path.startsWith(`${collection}/`) : path.includes(`/${plural}/`);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    'current-context': 'fake',
  });
}
