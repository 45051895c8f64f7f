/** Programs that are found on PATH. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Environment } from './environment.ts';

/** A program on PATH, as an absolute path. */
export async function findProgram(
  name: string,
  environment: Environment,
): Promise<string | undefined> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const found = await executable(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path itself where a program stands there. */
export function executable(path: string): Promise<string | undefined> {
  return access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  );
}
