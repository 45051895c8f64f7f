/** The page's server: Node's http on 127.0.0.1, one event stream a tab. Nothing that is sent to it ends the process. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tokenHeader } from '../live.ts';
import type { FixedFiles } from './fixedFiles.ts';
import { ownNames, refusedHost, refusedOrigin, safeHeaders } from './guard.ts';
import type { Refusal } from './guard.ts';
import { isToken } from './token.ts';

/** Requests behind the token, by what they are called with: `GET /api/state`. */
export type Routes = Readonly<Record<string, Route | undefined>>;
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<void> | void;

export interface ServerParts {
  /** 0: any that is free. */
  readonly port: number;
  readonly token: string;
  readonly files: FixedFiles;
  readonly routes: Routes;
  /** What needs no token: counts, no readings. */
  readonly openRoutes: Routes;
}

const mostConnections = 512;

export class PageServer {
  readonly #server: Server;
  readonly #parts: ServerParts;

  private constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer({
      maxHeaderSize: 16_384,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
    });
    this.#server.maxConnections = mostConnections;
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('clientError', (_error: Error, socket: Socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else socket.destroy();
    });
  }

  /** @throws where the port is taken */
  static async listen(parts: ServerParts): Promise<PageServer> {
    const page = new PageServer(parts);
    await new Promise<void>((resolve, reject) => {
      page.#server.once('error', reject);
      page.#server.listen(parts.port, ownNames[0], () => {
        page.#server.off('error', reject);
        // From here on an error of the listening socket is nobody's end.
        page.#server.on('error', () => undefined);
        resolve();
      });
    });
    // It must not hold a process that is done.
    page.#server.unref();
    return page;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** The address that it is bound to. */
  get host(): string {
    return (this.#server.address() as AddressInfo | null)?.address ?? '';
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    try {
      for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
      const refusal = await this.#refusedOrAnswered(request, response);
      if (refusal !== undefined) refuse(response, refusal);
    } catch (error) {
      failed(response, error);
    }
  }

  /** The order matters: whose name, whose page, then what is asked for, then by whom. */
  async #refusedOrAnswered(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Refusal | undefined> {
    const { port } = this;
    const stranger = refusedHost(request, port) ?? refusedOrigin(request, port);
    if (stranger !== undefined) return stranger;
    const url = urlOf(request);
    if (url === undefined) return { status: 400, why: 'this is no path' };
    const { files, routes, openRoutes, token } = this.#parts;
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const file = files.get(url.pathname);
    if (file !== undefined) {
      if (method !== 'GET') return { status: 405, why: 'files are only read' };
      response.setHeader('content-type', file.type);
      response.end(file.bytes);
      return undefined;
    }
    const called = `${method} ${url.pathname}`;
    const open = openRoutes[called];
    if (open !== undefined) {
      await open(request, response, url);
      return undefined;
    }
    if (!isToken(token, request.headers[tokenHeader])) {
      return { status: 403, why: 'the token of the page is missing or wrong' };
    }
    const route = routes[called];
    if (route === undefined) return { status: 404, why: 'there is no such thing here' };
    await route(request, response, url);
    return undefined;
  }
}

/** Only a path: a proxy's form, with an address in it, is none. */
function urlOf({ url = '' }: IncomingMessage): URL | undefined {
  if (!url.startsWith('/') || url.startsWith('//') || url.length > 4_096) return undefined;
  try {
    return new URL(url, 'http://page');
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, { status, why }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
}

/** What failed is told to nobody: it may hold what is not theirs. */
function failed(response: ServerResponse, _error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('the page could not answer\n');
}
