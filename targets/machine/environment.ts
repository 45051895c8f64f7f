/** Environment of the process: mains read it, and pass it down. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder for what is fetched and made once a machine: jars, the compiled runner, class-data archives. */
export function cacheFolder(environment: Environment): string {
  const own = environment['COURANT_CACHE'];
  if (own) return own;
  const { XDG_CACHE_HOME: shared } = environment;
  return shared ? join(shared, 'courant') : join(homedir(), '.cache/courant');
}
