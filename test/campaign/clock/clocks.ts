/**
 * Clocks of the legs, each to be shifted by itself while it runs: a library is preloaded into them that adds what a file
 * says. The supervisor starts them with its own environment, so the library comes in by the programs it starts: a `java`
 * and a `node` that are scripts.
 */
import { execa } from 'execa';
import { createHash } from 'node:crypto';
import {
  copyFile,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
} from 'node:fs/promises';
import { symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../../targets/local/java/findJava.ts';
import { exists } from '../../../targets/machine/files.ts';
import { testCache } from '../../support/jars.ts';
import { legs } from '../schedule.ts';
import type { Leg } from '../schedule.ts';

const source = fileURLToPath(new URL('shiftedClock.c', import.meta.url));
const folderName = 'clocks';

export class Clocks {
  /** The program to start the chain with; a script from `wrapNode` on. */
  readonly node: string;
  /** Where the chain finds Java. */
  readonly javaHome: string;
  readonly #library: string;
  #folder = '';

  private constructor(parts: { node: string; javaHome: string; library: string }) {
    this.node = parts.node;
    this.javaHome = parts.javaHome;
    this.#library = parts.library;
  }

  /** @returns why there are none, where nothing can be preloaded or compiled here */
  static async make(): Promise<Clocks | string> {
    if (process.platform !== 'linux') return 'needs Linux, to preload a library';
    const java = await findJava(process.env);
    if (java === undefined) return 'needs Java';
    try {
      const home = await madeOnce(await realpath(java.java));
      const tools = await mkdtemp(join(tmpdir(), 'courant-campaign-'));
      const node = join(tools, 'node');
      // A copy: what the supervisor starts generators with is the path that it was started by.
      await link(process.execPath, node).catch(() => copyFile(process.execPath, node));
      return new Clocks({ node, javaHome: join(home, 'jdk'), library: join(home, 'clock.so') });
    } catch (error) {
      const { shortMessage, message } = error as Error & { shortMessage?: string };
      return `needs a C compiler: ${shortMessage ?? message}`;
    }
  }

  /** Before the chain starts: all clocks are right. */
  async begin(chainFolder: string): Promise<void> {
    this.#folder = join(chainFolder, folderName);
    await mkdir(this.#folder);
    for (const leg of legs) await writeFile(join(this.#folder, leg), Buffer.alloc(8));
  }

  /** Once the supervisor runs: generators that it starts from now on have a clock that can be shifted. */
  async wrapNode(): Promise<void> {
    const script = `${this.node}.sh`;
    await writeFile(script, wrapper(process.execPath, this.#library), { mode: 0o755 });
    await rename(script, this.node);
  }

  async shift(leg: Leg, ms: number): Promise<void> {
    const bytes = Buffer.alloc(8);
    if (littleEndian) bytes.writeBigInt64LE(BigInt(ms));
    else bytes.writeBigInt64BE(BigInt(ms));
    // In place: the file is mapped.
    const file = await open(join(this.#folder, leg), 'r+');
    await file.write(bytes, 0, 8, 0).finally(() => file.close());
  }

  async remove(): Promise<void> {
    await rm(dirname(this.node), { recursive: true, force: true });
  }
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The library, and a JDK whose `java` preloads it: at the same path each time, since class-data archives hold it. */
async function madeOnce(java: string): Promise<string> {
  const text = await readFile(source, 'utf8');
  const script = (library: string): string => wrapper(java, library);
  const made = [text, script('')].join('\n');
  const hash = createHash('sha256').update(made).digest('hex').slice(0, 16);
  const home = join(testCache, `clock-${hash}`);
  if (await exists(home)) return home;
  const making = `${home}.${process.pid}`;
  await mkdir(join(making, 'jdk/bin'), { recursive: true });
  await execa('cc', ['-shared', '-fPIC', '-O2', '-o', join(making, 'clock.so'), source, '-ldl']);
  for (const tool of await readdir(dirname(java))) {
    if (tool !== 'java') await symlink(join(dirname(java), tool), join(making, 'jdk/bin', tool));
  }
  await symlink(join(dirname(java), '../release'), join(making, 'jdk/release'));
  await writeFile(join(making, 'jdk/bin/java'), script(join(home, 'clock.so')), { mode: 0o755 });
  await rename(making, home).catch(() => rm(making, { recursive: true }));
  return home;
}

/** Which leg it is, is seen by the arguments; where the clocks lie, by the working folder. */
function wrapper(program: string, library: string): string {
  return `#!/bin/sh
case " $* " in
  *' kafka.Kafka '*) clock=../../${folderName}/kafka ;;
  *' dev.courant.runner.Main '*) clock=../${folderName}/spark ;;
  *' --site=0 '*) clock=../${folderName}/generator-0 ;;
esac
if [ -f "$clock" ]; then
  export COURANT_CAMPAIGN_CLOCK="$PWD/$clock" LD_PRELOAD='${library}'
fi
exec '${program}' "$@"
`;
}
