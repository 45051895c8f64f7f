/** A page over a fake target, in a folder of its own, with the readers that a test opens. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveChain } from '../../chain/chain.ts';
import { tokenHeader } from '../../page/live.ts';
import { servePage } from '../../page/page.ts';
import type { Page } from '../../page/page.ts';
import type { KafkaConnection } from '../../kafka/client.ts';
import type { Target } from '../../targets/target.ts';
import { waitFor } from '../../targets/wait.ts';
import { FakeTarget } from './fakeTarget.ts';
import { StreamReader } from './streamReader.ts';

/** Of a chain that does not run: nobody is asked there. */
export const nowhere: KafkaConnection = { bootstrapServers: ['127.0.0.1:9'] };

export class ServedPage {
  readonly target: FakeTarget;
  readonly folder: string;
  readonly #readers: StreamReader[] = [];
  page: Page;

  private constructor(folder: string, target: FakeTarget, page: Page) {
    this.folder = folder;
    this.target = target;
    this.page = page;
  }

  static async open(connection: KafkaConnection): Promise<ServedPage> {
    const folder = await mkdtemp(join(tmpdir(), 'courant-page-'));
    for (const name of ['index.html', 'app.js', 'app.css']) {
      await writeFile(join(folder, name), name);
    }
    const target = new FakeTarget(connection);
    return new ServedPage(folder, target, await serve(folder, target));
  }

  get url(): string {
    return `http://127.0.0.1:${this.page.address.port}`;
  }

  get token(): string {
    return this.page.address.token;
  }

  /** Another page of the same chain, as the next start serves it. */
  serve(): Promise<Page> {
    return serve(this.folder, this.target);
  }

  /** It is closed with the page. */
  async read(options?: Parameters<typeof StreamReader.open>[1]): Promise<StreamReader> {
    const reader = await StreamReader.open(this.page.address, options);
    this.#readers.push(reader);
    return reader;
  }

  async post(name: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.url}/api/${name}`, {
      method: 'POST',
      headers: { [tokenHeader]: this.token, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.page.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function serve(folder: string, target: FakeTarget): Promise<Page> {
  const chain = resolveChain({ name: 'sensors' }, 'a test');
  return servePage({
    chainFolder: { folder, chain, file: 'chain.config.ts' },
    target: target as unknown as Target,
    queries: ['sensor_stats'],
    filesFolder: folder,
    addressFile: join(folder, 'page.json'),
  });
}

export function until(what: string, look: () => boolean): Promise<true> {
  return waitFor({
    poll: () => Promise.resolve(look() || undefined),
    deadlineMs: 60_000,
    everyMs: 20,
    late: () => new Error(`not in time: ${what}`),
  });
}
