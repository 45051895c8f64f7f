/** A chain of its own in a folder of its own, driven by the command line as a user drives it. */
import { execa } from 'execa';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { VerifyResult } from '../../verify/result.ts';
import { isAlive } from '../../targets/machine/processes.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { readState } from '../../targets/local/stateFiles.ts';
import type { SupervisorState } from '../../targets/local/stateFiles.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import { bin, installed, root } from '../cli/courant.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `courant show -o json` prints it. */
export interface ShownRow {
  readonly partition: number;
  readonly key: string | null;
  readonly value: unknown;
}

export class ChainUnderTest {
  private constructor(
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly node: string,
  ) {}

  /**
   * @param definition the object of `chain.config.json`
   * @param files further files, by relative path
   * @param parent folder in which its own is made
   */
  static async make(
    definition: object,
    files: Readonly<Record<string, string>> = {},
    environment: Readonly<Record<string, string | undefined>> = {},
    { parent = tmpdir(), node = process.execPath } = {},
  ): Promise<ChainUnderTest> {
    const folder = await mkdtemp(join(parent, 'courant-e2e-'));
    await writeFile(join(folder, 'chain.config.json'), JSON.stringify(definition));
    await cp(join(root, 'spark/queries'), join(folder, 'spark/queries'), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return new ChainUnderTest(folder, environment, node);
  }

  /** A chain whose folder is there already; `dispose` removes it. */
  static of(
    folder: string,
    environment: Readonly<Record<string, string | undefined>> = {},
  ): ChainUnderTest {
    return new ChainUnderTest(folder, environment, process.execPath);
  }

  /** Edits the definition. */
  async redefine(edit: (definition: Record<string, unknown>) => void): Promise<void> {
    const file = join(this.folder, 'chain.config.json');
    const definition = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    edit(definition);
    await writeFile(file, JSON.stringify(definition));
  }

  /** Runs one command to its end, whatever its exit code. */
  async run(...args: string[]): Promise<CommandResult> {
    const result = await this.start(...args);
    return { code: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  }

  /** Starts one command and leaves it running. */
  start(...args: string[]) {
    return execa(this.node, [bin, ...args], {
      cwd: this.folder,
      env: { ...installed, ...this.environment },
      reject: false,
      stdin: 'ignore',
    });
  }

  /** Runs one command that must succeed, and reads its one JSON document. */
  async json<T>(...args: string[]): Promise<T> {
    const result = await this.run(...args, '-o', 'json');
    if (result.code !== 0) {
      throw new Error(
        `courant ${args.join(' ')} exited ${result.code}\n${result.stderr}\n${result.stdout}`,
      );
    }
    return JSON.parse(result.stdout) as T;
  }

  async up(): Promise<void> {
    await this.json('up', '--detach');
  }

  /** What the supervisor wrote last: its own process, and those of its legs. */
  async state(): Promise<SupervisorState> {
    const state = await readState(localPaths(this.folder));
    if (state === undefined) throw new Error('nothing was started here');
    return state;
  }

  /** Processes of the chain that run. */
  async alive(): Promise<string[]> {
    const { supervisor, legs } = await this.state();
    const known = [{ id: 'supervisor', process: supervisor }, ...legs];
    const found = known.map(async ({ id, process: identity }) =>
      identity !== null && (await isAlive(identity)) ? [id] : [],
    );
    return (await Promise.all(found)).flat();
  }

  status(): Promise<StatusDocument> {
    return this.json<StatusDocument>('status');
  }

  /** The conservation law, whatever it finds. */
  async verify(...args: string[]): Promise<{ code: number; result: VerifyResult }> {
    const { code, stdout, stderr } = await this.run('verify', '-o', 'json', ...args);
    if (stdout === '') throw new Error(`verify printed no document: exit ${code}\n${stderr}`);
    return { code, result: JSON.parse(stdout) as VerifyResult };
  }

  /** The newest rows of a topic, oldest first. */
  async rows(topic: string): Promise<ShownRow[]> {
    const { stdout, stderr, code } = await this.run('show', topic, '-n', '100000', '-o', 'json');
    if (code !== 0) throw new Error(`show ${topic} exited ${code}\n${stderr}`);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as ShownRow);
  }

  /** Asks for the status until `claim` holds; fails with the last one at the deadline. */
  async until(
    what: string,
    claim: (status: StatusDocument) => boolean,
    deadlineMs = 120_000,
  ): Promise<StatusDocument> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      const status = await this.status();
      if (claim(status)) return status;
      if (Date.now() > deadline)
        throw new Error(`not within ${deadlineMs} ms: ${what}\n${JSON.stringify(status, null, 1)}`);
    }
  }

  /** Ends what runs and removes the folder. */
  async dispose(): Promise<void> {
    const { code, stderr } = await this.run('down', '--yes');
    await rm(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`down exited ${code}\n${stderr}`);
  }
}
