/**
 * Class-data archives: the classes of a Java process as the virtual machine wants them, so that the next start maps
 * them instead of loading them (JEP 310). The first start lists the classes that it loads; once rows flow, another
 * process makes the archive from the list, at low priority.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, removeOld } from '../../machine/files.ts';
import { runToEnd } from '../../machine/processes.ts';
import type { JavaCommand } from './javaCommand.ts';
import { archivedFlags } from './javaCommand.ts';
import { findProgram } from '../../machine/programs.ts';
import { cacheFolder, legEnvironment } from '../../machine/environment.ts';
import type { Environment } from '../../machine/environment.ts';

export interface ClassArchive {
  /** Absolute path of the archive, made or not. */
  readonly file: string;
  readonly isMade: boolean;
  /** Where the first start writes the list of its classes. */
  readonly classList: string;
}

const quiet = ['-Xlog:cds=off', '-Xlog:cds+dynamic=off', '-Xlog:class+path=off'];
/** Archives of other jars or another Java that are kept of each leg. */
const keptArchives = 2;

/** @param temporary folder for the list */
export async function classArchive(
  command: JavaCommand,
  environment: Environment,
  temporary: string,
): Promise<ClassArchive> {
  const hash = createHash('sha256')
    .update([command.java.java, command.java.version, ...archivedFlags(command)].join('\n'))
    .digest('hex');
  const name = `${command.name}-${hash.slice(0, 16)}.jsa`;
  const file = join(cacheFolder(environment), 'archives', name);
  const isMade = await exists(file);
  return { file, isMade, classList: join(temporary, `${command.name}.classlist`) };
}

/** Flags by which a start uses the archive, or prepares the one to come. */
export function archiveFlags({ file, isMade, classList }: ClassArchive): string[] {
  return isMade
    ? [`-XX:SharedArchiveFile=${file}`, '-Xshare:auto', ...quiet]
    : [`-XX:DumpLoadedClassList=${classList}`, ...quiet];
}

/**
 * Makes the archive from the list that the running process writes. Nothing depends on it: where it fails, the next
 * start lists its classes again.
 * @returns whether it was made
 */
export async function makeArchive(
  archive: ClassArchive,
  command: JavaCommand,
  options: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<boolean> {
  const own = `${archive.file}.${process.pid}`;
  const list = `${archive.classList}.whole`;
  try {
    await writeFile(list, await wholeLines(archive.classList));
    await mkdir(dirname(archive.file), { recursive: true });
    const flags = [
      '-Xshare:dump',
      `-XX:SharedClassListFile=${list}`,
      `-XX:SharedArchiveFile=${own}`,
      '-Xlog:disable',
      '-Xlog:all=off',
      ...archivedFlags(command),
    ];
    const program = await lowPriority(command.java.java, flags, options.environment);
    const { code } = await runToEnd(
      { ...program, cwd: dirname(list), env: legEnvironment(options.environment) },
      { signal: options.signal },
    );
    if (code !== 0 || options.signal.aborted) return false;
    await rename(own, archive.file);
    const isOther = (name: string): boolean =>
      name.startsWith(`${command.name}-`) &&
      name.endsWith('.jsa') &&
      name !== basename(archive.file);
    await removeOld(dirname(archive.file), keptArchives, isOther);
    return true;
  } catch {
    return false;
  } finally {
    await rm(own, { force: true });
    await rm(list, { force: true });
  }
}

/** The process still writes: its last line may be cut. */
async function wholeLines(file: string): Promise<string> {
  const text = await readFile(file, 'latin1');
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

async function lowPriority(
  file: string,
  args: readonly string[],
  environment: Environment,
): Promise<{ file: string; args: readonly string[] }> {
  const nice = await findProgram('nice', environment);
  return nice === undefined ? { file, args } : { file: nice, args: ['-n', '19', file, ...args] };
}
