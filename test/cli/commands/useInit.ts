/** A folder of one test in which `init` makes a chain called "chain" from files. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { courant, makeFolder } from '../courant.ts';

export function useInit() {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => folder.dispose());
  const read = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');
  return {
    read,
    get path(): string {
      return folder.path;
    },

    async write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder.path, path)), { recursive: true });
        await writeFile(join(folder.path, path), content);
      }
    },

    /** The lines of the new chain's source, without what is the same in all of them. */
    async sourceFrom(from: string): Promise<string[]> {
      const { code, stderr } = await courant({ cwd: folder.path }, 'init', 'chain', '--from', from);
      expect(stderr).toContain('next:');
      expect(code).toBe(0);
      const [, source = ''] =
        /source: \{\n(.*?)\n {4}\},/s.exec(await read('chain/chain.config.ts')) ?? [];
      const lines = source.split('\n').map((line) => line.trim());
      return lines.filter((line) => !/^(type|speed|\/\/ (sensor|value|1 is)\b)/.test(line));
    },

    /** Readings of the new chain. */
    async readings(): Promise<Record<string, unknown>[]> {
      const chain = join(folder.path, 'chain');
      const { code, stdout } = await courant(
        { cwd: chain },
        'generate',
        '--stdout',
        '--sample',
        '20',
      );
      expect(code).toBe(0);
      return stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}
