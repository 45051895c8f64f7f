/**
 * The cluster's API. Objects travel as the JSON they are: the typed client of @kubernetes/client-node drops what it does
 * not know, among it `from` of a NetworkPolicy, which would open what the manifest closes.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiError, refused, unreachable } from './apiErrors.ts';
import { kinds, pathOf } from './objects.ts';
import type { Kind, KubeObject } from './objects.ts';
import { repeated } from './repeated.ts';

/** Who owns the fields that are applied here. */
export const fieldManager = 'courant';
const answerWithinMs = 30_000;
/** Whether anybody is there shows sooner. */
const greetingWithinMs = 5_000;

interface Call {
  readonly method?: 'GET' | 'PATCH' | 'DELETE' | 'POST' | 'PUT';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** How long an answer is waited for. */
  readonly withinMs?: number;
}

export class Api {
  readonly config: KubeConfig;
  readonly #agent: HttpAgent;
  readonly #server: string;
  readonly #kubeconfig: string;

  /** @param kubeconfig its text */
  constructor(kubeconfig: string) {
    this.#kubeconfig = kubeconfig;
    this.config = new KubeConfig();
    this.config.loadFromString(kubeconfig);
    this.#server = this.config.getCurrentCluster()?.server ?? '';
    this.#agent = this.#makeAgent();
  }

  /** One for all calls: a connection, once made, is used again. */
  #makeAgent(): HttpAgent {
    const shared = { keepAlive: true, maxSockets: 8 };
    // `kubectl proxy` speaks plain HTTP.
    if (this.#server.startsWith('http://')) return new HttpAgent(shared);
    const { caData, skipTLSVerify } = this.config.getCurrentCluster() ?? {};
    const { certData, keyData } = this.config.getCurrentUser() ?? {};
    return new HttpsAgent({
      ...shared,
      ...(caData ? { ca: decoded(caData) } : {}),
      ...(certData ? { cert: decoded(certData) } : {}),
      ...(keyData ? { key: decoded(keyData) } : {}),
      rejectUnauthorized: skipTLSVerify !== true,
    });
  }

  /**
   * Asked again where the connection was closed meanwhile.
   * @throws CourantError COURANT_CLUSTER_UNREACHABLE, ApiError
   */
  async call(path: string, asked: Call = {}) {
    const { method = 'GET', query = {}, body, contentType, withinMs = answerWithinMs } = asked;
    const url = new URL(`${this.#server}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      method,
      headers: {
        accept: 'application/json',
        ...(sent === undefined ? {} : bodyHeaders(sent, contentType)),
      },
      timeout: withinMs,
    };
    await this.config.applyToHTTPSOptions(options);
    options.agent = this.#agent as HttpsAgent;
    const { status, answer, isAgain } = await repeated(async (isAgain) => ({
      ...(await send(url, options, sent)),
      isAgain,
    })).catch((cause: unknown) => {
      throw unreachable(this.#server, cause);
    });
    if (status >= 400) throw new ApiError(status, { ...parse(answer), isAgain });
    return answer;
  }

  /** @param kubeconfig the text of one */
  isFrom(kubeconfig: string): boolean {
    return kubeconfig.trim() === this.#kubeconfig.trim();
  }

  /** Whether these credentials reach an API server that takes them. */
  answers(): Promise<boolean> {
    return this.call('/version', { withinMs: greetingWithinMs }).then(
      () => true,
      (error: unknown) => error instanceof ApiError && error.status === 404,
    );
  }

  /** `undefined` where there is none, and where the kind itself is not known. */
  async get(kind: Kind, namespace: string, name: string): Promise<KubeObject | undefined> {
    const answer = await this.call(pathOf(kind, namespace, name)).catch(ifMissing);
    return answer === undefined ? undefined : (JSON.parse(answer) as KubeObject);
  }

  /** Nothing where the kind itself is not known. */
  async list(
    kind: Kind,
    namespace?: string,
    labelSelector?: string,
  ): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    const query: Record<string, string> = labelSelector === undefined ? {} : { labelSelector };
    const answer = await this.call(pathOf(kind, namespace), { query }).catch(ifMissing);
    if (answer === undefined) return { items: [], resourceVersion: '0' };
    const list = JSON.parse(answer) as {
      items: Omit<KubeObject, 'kind' | 'apiVersion'>[];
      metadata: { resourceVersion: string };
    };
    // Items of a list do not say what they are.
    const { apiVersion, kind: name } = kind;
    const items = list.items.map((item) => ({ ...item, apiVersion, kind: name }));
    return { items, resourceVersion: list.metadata.resourceVersion };
  }

  /** Plurals of the kinds of an API version; none where it is not served. */
  async servedBy(apiVersion: string): Promise<string[]> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const answer = await this.call(path).catch(ifMissing);
    if (answer === undefined) return [];
    const { resources } = JSON.parse(answer) as { resources: { name: string }[] };
    return resources.map(({ name }) => name);
  }

  /** The last lines of a pod's container; none where it has not printed or is gone. */
  async lastLines(
    namespace: string,
    pod: string,
    query: Readonly<Record<string, string>>,
  ): Promise<string[]> {
    const path = `${pathOf(kinds.pod, namespace, pod)}/log`;
    const answer = await this.call(path, { query }).catch((error: unknown) => {
      if (error instanceof ApiError) return '';
      throw error;
    });
    return answer.split('\n').filter((line) => line !== '');
  }

  /** Server-side apply: fields that others own are left alone. */
  async apply(kind: Kind, object: KubeObject): Promise<KubeObject> {
    const { namespace, name } = object.metadata;
    try {
      const answer = await this.call(pathOf(kind, namespace, name), {
        method: 'PATCH',
        query: { fieldManager, force: 'true' },
        body: object,
        contentType: 'application/apply-patch+yaml',
      });
      return JSON.parse(answer) as KubeObject;
    } catch (error) {
      throw error instanceof ApiError ? refused(object, error) : error;
    }
  }

  /** Merges `patch` into an object. */
  async merge(kind: Kind, { metadata }: KubeObject, patch: unknown): Promise<void> {
    await this.call(pathOf(kind, metadata.namespace, metadata.name), {
      method: 'PATCH',
      query: { fieldManager },
      body: patch,
      contentType: 'application/merge-patch+json',
    });
  }

  /** Asks for the deletion; nothing happens where there is none. @returns whether there was one */
  async remove(kind: Kind, namespace: string | undefined, name: string): Promise<boolean> {
    const answer = await this.call(pathOf(kind, namespace, name), {
      method: 'DELETE',
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    }).catch((error: unknown) => {
      // What the first try deleted is missing at the second.
      if (error instanceof ApiError && error.isAgain && error.status === 404) return 'deleted';
      return ifMissing(error);
    });
    return answer !== undefined;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** The length is told, as Node frames the body of a DELETE in no other way. */
function bodyHeaders(body: string, contentType = 'application/json') {
  return { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
}

function send(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const call = request(url, options, (response) => {
      text(response).then((answer) => {
        resolve({ status: response.statusCode ?? 0, answer });
      }, reject);
    });
    call.on('timeout', () =>
      call.destroy(new Error(`no answer in ${(options.timeout ?? 0) / 1_000} s`)),
    );
    call.on('error', reject);
    call.end(body);
  });
}

function parse(answer: string): { reason?: string; message?: string } {
  try {
    return JSON.parse(answer) as { reason?: string; message?: string };
  } catch {
    return { message: answer.trim() };
  }
}

function ifMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}
