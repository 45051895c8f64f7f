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

export const cacheHint = 'set COURANT_CACHE to a folder elsewhere';

/** What a leg gets of the caller's environment. */
const handedDown: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'JAVA_HOME',
  'TZ',
  // Where a Java or a Node that comes from no package of the system finds its own libraries.
  'LD_LIBRARY_PATH',
  'NODE_DEBUG',
  'NODE_EXTRA_CA_CERTS',
]);

/** Everywhere there is one of the two; the other's name would be taken for no locale at all. */
const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';

/**
 * Environment of the chain's own processes: what they need, and nothing that is meant for other programs. Options for
 * any Java (`_JAVA_OPTIONS`), for another Spark or Kafka, or for another Node would change ours. A Java process takes the
 * encoding of file names from its locale alone (`sun.jnu.encoding`), so that is UTF-8 whatever the caller's is.
 */
export function legEnvironment(environment: Environment): Environment {
  const kept = Object.entries(environment).filter(
    ([name]) => handedDown.has(name) || name.startsWith('COURANT_'),
  );
  return { ...Object.fromEntries(kept), LC_ALL: locale };
}
