/** The generator as its image runs it: the one bundled file, as a process of its own, told by its environment. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { resolveChain } from '../../../chain/chain.ts';
import type { ChainInput } from '../../../chain/chain.ts';
import { bundleGenerator } from '../../../tools/generatorBundle.ts';

const deadlineMs = 30_000;

export interface Image {
  /** Folder for the files that a container mounts. */
  readonly folder: string;
  /** @returns the path of the definition, as JSON */
  define(chain: Partial<ChainInput>): Promise<string>;
  file(name: string, text: string): Promise<string>;
  run(environment: Readonly<Record<string, string>>): Container;
  remove(): Promise<void>;
}

export async function buildImage(): Promise<Image> {
  const folder = await mkdtemp(path.join(tmpdir(), 'courant-container-'));
  const bundle = await bundleGenerator(folder);
  const file = async (name: string, text: string) => {
    const place = path.join(folder, name);
    await writeFile(place, text);
    return place;
  };
  const containers: Container[] = [];
  return {
    folder,
    file,
    define: (chain) =>
      file('definition.json', JSON.stringify(resolveChain({ name: 'sensors', ...chain }, 'test'))),
    run: (environment) => {
      const container = new Container(bundle, folder, environment);
      containers.push(container);
      return container;
    },
    remove: async () => {
      await Promise.all(containers.map((container) => container.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

export class Container {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  constructor(bundle: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [bundle], {
      cwd: folder,
      env: { COURANT_HTTP_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#child, 'close');
    this.#child.stdout?.on('data', (bytes: Buffer) => (this.#stdout += bytes.toString()));
    this.#child.stderr?.on('data', (bytes: Buffer) => (this.#stderr += bytes.toString()));
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The log; a line that is not JSON fails the test. */
  get lines(): Line[] {
    const whole = this.#stdout.slice(0, this.#stdout.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  }

  async logged(event: string): Promise<Line> {
    const found = () => this.lines.find((line) => line.event === event);
    await this.#until(() => Promise.resolve(found() !== undefined), `the log line "${event}"`);
    return found()!;
  }

  async get(route: string): Promise<{ status: number; body: string }> {
    const { port } = await this.logged('listening');
    const response = await fetch(`http://127.0.0.1:${String(port)}${route}`);
    return { status: response.status, body: await response.text() };
  }

  /** @param body that the answer has. Default: any */
  async answers(route: string, status: number, body = /^/): Promise<string> {
    let last = { status: 0, body: '' };
    await this.#until(
      async () => {
        last = await this.get(route);
        return last.status === status && body.test(last.body);
      },
      () => `${route} to answer ${status}, it answers ${last.status}: ${last.body}`,
    );
    return last.body;
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended();
  }

  async ended(): Promise<number | null> {
    await this.#exit;
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
    }
    await this.#exit;
  }

  async #until(isDone: () => Promise<boolean>, what: string | (() => string)): Promise<void> {
    const end = Date.now() + deadlineMs;
    while (!(await isDone())) {
      if (Date.now() > end || this.#child.exitCode !== null) {
        const wanted = typeof what === 'string' ? what : what();
        throw new Error(`waited for ${wanted}\n${this.#stdout.slice(-2_000)}\n${this.#stderr}`);
      }
      await pause(50);
    }
  }
}
