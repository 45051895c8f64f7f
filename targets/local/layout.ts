/** Version of `.courant/`: what another version of courant wrote is not guessed at. */
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { CourantError } from '../../chain/errors.ts';
import { readJsonFile, unusable, writeJsonFile } from '../machine/jsonFile.ts';
import type { LocalPaths } from './paths.ts';
import { exists } from '../machine/files.ts';

const layoutVersion = 1;
const layoutFile = z.object({ version: z.number() });

/** Makes `.courant/`. @throws CourantError COURANT_LAYOUT_OTHER or COURANT_FOLDER_UNUSABLE */
export async function ensureLayout(paths: LocalPaths): Promise<void> {
  const found = await readJsonFile(paths.layout, layoutFile);
  if (found?.version === layoutVersion) return;
  // A kill between the folder and its first file leaves a folder without data.
  if (found !== undefined || (await exists(paths.kafka))) throw otherLayout(paths, found?.version);
  if (!(await exists(`${paths.root}/.`))) {
    // Not recursive: that tells a read-only file system as a missing folder.
    await mkdir(paths.root).catch((cause: unknown) => {
      throw unusable(paths.root, cause);
    });
  }
  await writeJsonFile(paths.layout, { version: layoutVersion });
}

function otherLayout({ root }: LocalPaths, version: number | undefined): CourantError {
  return new CourantError({
    code: 'COURANT_LAYOUT_OTHER',
    message: `"${root}" was written by another version of courant`,
    details: [`its layout is ${version ?? 'unknown'}, this version writes ${layoutVersion}`],
    left: 'nothing was started',
    hint: 'delete its data and begin again: courant down',
  });
}
