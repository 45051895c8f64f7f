/** Jars in the cache: fetched once, compared with the committed list, then used by every chain of this machine. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';
import { formatSize } from '../../../chain/words/quantity.ts';
import type { StepReport } from '../../target.ts';
import type { Environment } from '../../machine/environment.ts';
import { cacheFolder, cacheHint } from '../../machine/environment.ts';
import { makeFolder } from '../../machine/files.ts';
import { unusable } from '../../machine/jsonFile.ts';
import { damagedJars, incompleteJars, readJarList } from './jarList.ts';
import type { PinnedJar } from './jarList.ts';
import { jarFolder } from './jarSets.ts';
import type { JarSet } from './jarSets.ts';
import { copyJars } from './maven.ts';

/** Absolute paths of the jars, in the order of the list; `undefined` when they are not all here. */
export async function presentJars(
  set: JarSet,
  environment: Environment,
): Promise<readonly string[] | undefined> {
  const folder = jarFolder(cacheFolder(environment), set);
  const jars = await readJarList(set.list);
  const missing = await incompleteJars(folder, jars);
  return missing.length > 0 ? undefined : jars.map(({ name }) => join(folder, name));
}

interface Fetch {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly step: Pick<StepReport, 'progress'>;
}

/**
 * Fetches the jars of a set into the cache.
 * @throws CourantError COURANT_TOOL_MISSING, COURANT_DOWNLOAD_FAILED, COURANT_JAR_DAMAGED, COURANT_FOLDER_UNUSABLE
 */
export async function fetchJars(set: JarSet, fetch: Fetch): Promise<void> {
  const folder = jarFolder(cacheFolder(fetch.environment), set);
  const jars = await readJarList(set.list);
  await makeFolder(dirname(folder), cacheHint);
  const own = await mkdtemp(`${folder}.`).catch((cause: unknown) => {
    throw unusable(dirname(folder), cause, cacheHint);
  });
  try {
    const work = { set, jars, own, folder };
    await copyVerified(work, fetch);
    await putInPlace(work);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

interface Work {
  readonly set: JarSet;
  readonly jars: readonly PinnedJar[];
  /** Folder of this fetch alone. */
  readonly own: string;
  /** Where the jars will stand. */
  readonly folder: string;
}

async function copyVerified({ set, jars, own, folder }: Work, fetch: Fetch): Promise<void> {
  const total = formatSize(jars.reduce((sum, { bytes }) => sum + bytes, 0));
  const onBytes = (bytes: number): void => {
    fetch.step.progress(`${formatSize(bytes)} fetched, the jars are ${total}`);
  };
  const into = join(own, 'jars');
  await copyJars({ set, into, onBytes, ...fetch });
  if ((await damagedJars(into, jars)).length === 0) return;
  // Maven keeps what it once got, whole or not: so once more from where it comes from.
  fetch.step.progress('a jar is damaged: fetching all of them again');
  await rm(into, { recursive: true, force: true });
  await copyJars({ set, into, onBytes, repository: join(own, 'repository'), ...fetch });
  const damaged = await damagedJars(into, jars);
  if (damaged.length > 0) throw jarDamaged(set, damaged, folder);
}

function jarDamaged(set: JarSet, damaged: readonly PinnedJar[], folder: string): CourantError {
  return new CourantError({
    code: 'COURANT_JAR_DAMAGED',
    message: `${damaged.length === 1 ? 'a jar' : `${damaged.length} jars`} of ${set.title} differ from the list that courant was tested with`,
    details: [
      ...damaged.slice(0, 5).map(({ name, sha256 }) => `${name}: not sha256 ${sha256}`),
      `list: ${set.list}`,
      `nothing was put into ${folder}`,
    ],
    left: 'nothing was started',
    hint: 'check the mirror that Maven gets them from (~/.m2/settings.xml), then run the command again',
  });
}

/** Several commands may fetch at once: whoever comes last finds the folder complete. */
async function putInPlace({ own, folder, jars }: Work): Promise<void> {
  if ((await incompleteJars(folder, jars)).length === 0) return;
  await rm(folder, { recursive: true, force: true });
  await rename(join(own, 'jars'), folder).catch(async (cause: unknown) => {
    if ((await incompleteJars(folder, jars)).length > 0) throw unusable(folder, cause, cacheHint);
  });
}
