/** The page's own server with a script in place of a chain: what it tells, the test says. */
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ensureBuilt } from '../../../bin/build.mjs';
import type { LiveEvents } from '../../../page/live.ts';
import { readFixedFiles } from '../../../page/server/fixedFiles.ts';
import { PageServer } from '../../../page/server/pageServer.ts';
import type { Route } from '../../../page/server/pageServer.ts';

export const token = '0123456789abcdef0123456789abcdef';

interface Asked {
  readonly topic: string;
  readonly key: string;
  readonly lastEventId: string | null;
}

export class ScriptedServer {
  /** Streams that were asked for, oldest first. */
  readonly asked: Asked[] = [];
  /** What was posted, like `scale {"replicas":2}`. */
  readonly posted: string[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #onOpen: (server: ScriptedServer, asked: Asked) => void;
  #server: PageServer | undefined;
  #id = 100;

  /** @param onOpen what a stream is told when it opens */
  constructor(onOpen: (server: ScriptedServer, asked: Asked) => void) {
    this.#onOpen = onOpen;
  }

  static async listen(
    onOpen: (server: ScriptedServer, asked: Asked) => void,
  ): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(onOpen);
    const files = await readFixedFiles(join(await ensureBuilt(), 'page'));
    const controls = ['scale', 'pause', 'resume', 'kill', 'prove'].map((name): [string, Route] => [
      `POST /api/${name}`,
      scripted.#control(name),
    ]);
    const routes = { 'GET /api/stream': scripted.#stream, ...Object.fromEntries(controls) };
    scripted.#server = await PageServer.listen({ port: 0, token, files, routes, openRoutes: {} });
    return scripted;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#server?.port}/#${token}`;
  }

  get open(): number {
    return this.#streams.size;
  }

  tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    this.#id += 1;
    const text = `id: ${this.#id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.#streams) stream.write(text);
  }

  /** As a server that ends. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  readonly #stream: Route = (request, response, { searchParams }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    const asked = {
      topic: searchParams.get('topic') ?? '',
      key: searchParams.get('key') ?? '',
      lastEventId: (request.headers['last-event-id'] as string | undefined) ?? null,
    };
    this.asked.push(asked);
    this.#onOpen(this, asked);
  };

  #control(name: string): Route {
    return async (request, response) => {
      let text = '';
      for await (const part of request) text += String(part);
      this.posted.push(`${name} ${text}`);
      response.end('{}');
    };
  }
}
