/** Getting jars by Maven, which knows the mirrors, proxies and credentials of this machine. */
import { dirname } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';
import { runToEnd } from '../../machine/processes.ts';
import type { RunResult } from '../../machine/processes.ts';
import type { Environment } from '../../machine/environment.ts';
import { findProgram } from '../../machine/programs.ts';
import type { JarSet } from './jarSets.ts';

export const mavenHint =
  'install Maven from https://maven.apache.org or your package manager: it fetches the jars once';

interface Copy {
  readonly set: JarSet;
  readonly into: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** A folder to fetch into afresh, instead of Maven's own. */
  readonly repository?: string;
  /** Bytes fetched so far, as Maven tells them. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Copies the jars of a set into a folder.
 * @throws CourantError COURANT_TOOL_MISSING or COURANT_DOWNLOAD_FAILED with Maven's reason
 */
export async function copyJars(copy: Copy): Promise<void> {
  const { set, into, environment, signal } = copy;
  const maven = await findProgram('mvn', environment);
  if (maven === undefined) {
    throw new CourantError({
      code: 'COURANT_TOOL_MISSING',
      message: `"mvn" is not on PATH, and the jars of ${set.title} are not here yet`,
      left: 'nothing was started',
      hint: mavenHint,
    });
  }
  let bytes = 0;
  const result = await runToEnd(
    { file: maven, args: argumentsFor(copy), cwd: dirname(into), env: environment },
    {
      signal,
      onLine: (line) => {
        bytes += downloadedBytes(line);
        copy.onBytes(bytes);
      },
    },
  );
  signal.throwIfAborted();
  if (result.code !== 0) throw downloadFailed(set, result);
}

function argumentsFor({ set, into, repository }: Copy): string[] {
  return [
    '--batch-mode',
    `--file=${set.pom}`,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${into}`,
    ...Object.entries(set.properties).map(([name, value]) => `-D${name}=${value}`),
    ...(repository === undefined ? [] : [`-Dmaven.repo.local=${repository}`]),
  ];
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** `Downloaded from central: https://… (12 MB at 3.4 MB/s)`: only for showing progress. */
function downloadedBytes(line: string): number {
  const [, amount, unit = ''] = /Downloaded from .*\(([\d.]+) (B|kB|MB|GB) at /.exec(line) ?? [];
  return amount === undefined ? 0 : Number(amount) * (units[unit] ?? 0);
}

/** What Maven adds to every failure. */
const advice = /\] (\[Help|Re-run Maven|To see the full|For more information|After correcting)/;

function downloadFailed(set: JarSet, { lines }: RunResult): CourantError {
  const reasons = lines
    .filter((line) => line.startsWith('[ERROR]') && !advice.test(line))
    .map((line) =>
      line
        .replace('[ERROR]', '')
        .replace(/-> \[Help.*$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
  return new CourantError({
    code: 'COURANT_DOWNLOAD_FAILED',
    message: `Maven could not get the jars of ${set.title}`,
    details: reasons.slice(0, 3),
    left: 'nothing was started',
    hint: 'check the network and the mirrors and proxies in ~/.m2/settings.xml, then run the command again',
  });
}
