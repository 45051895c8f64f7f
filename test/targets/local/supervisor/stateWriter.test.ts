import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StateWriter } from '../../../../targets/local/supervisor/stateWriter.ts';
import { waitFor } from '../../../../targets/wait.ts';
import { makeFolder } from '../../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

const written = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

test('whenever it is told of a change, the last state is what stands in the file', async () => {
  const path = join(folder.path, 'state.json');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }), async (turns) => {
      let state = 0;
      const writer = new StateWriter(path, () => state);
      for (const count of turns) {
        state += 1;
        writer.write();
        for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
      }
      await writer.finish();
      expect(await written(path)).toBe(state);
    }),
    { numRuns: 50 },
  );
});

test('what could not be written is written once it can be', async () => {
  const blocked = join(folder.path, 'later');
  const path = join(blocked, 'state.json');
  let tries = 0;
  const writer = new StateWriter(path, () => (tries += 1));
  const until = <T>(poll: () => Promise<T | undefined>) =>
    waitFor({ poll, deadlineMs: 60_000, late: () => new Error(`${tries} tries`) });
  writer.write();
  await until(() => Promise.resolve(tries >= 2 ? true : undefined));
  await mkdir(blocked);
  expect(await until(() => written(path).catch(() => undefined))).toBeGreaterThan(1);
  await writer.finish();
});
