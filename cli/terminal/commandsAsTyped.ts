/** Commands in hints, written so that they can be pasted where this command runs. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { shellPath } from '../../chain/words/shellWord.ts';

/** How this process was started. */
export interface Start {
  /** Absolute path of the script that Node runs, symbolic links not followed: `process.argv[1]`. */
  readonly script: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes `courant up` in a text as it is typed here, like `npx courant up`; whatever is no call of one of `commands`
 * stays as it is. How it is typed is found out at the first call.
 */
export function commandsAsTyped(
  commands: readonly string[],
  start: Start,
): (text: string) => string {
  const calls = new RegExp(
    `(?<![\\w./@-]|npx )courant(?= (?:--help|${commands.join('|')})(?![\\w/-]))`,
    'g',
  );
  let typed: string | undefined;
  return (text) => text.replace(calls, () => (typed ??= courantAsTyped(start)));
}

/** `npx courant` below npm; `courant` where PATH finds this installation; else the script itself, for a shell. */
export function courantAsTyped({ script, workingFolder, environment }: Start): string {
  const { npm_command: command, npm_execpath: npm, PATH: path = '' } = environment;
  if (Boolean(command) || Boolean(npm)) return 'npx courant';
  const folders = path.split(':').map((folder) => resolve(workingFolder, folder));
  const found = folders.map((folder) => join(folder, 'courant')).find(isExecutable);
  if (found !== undefined && realpathSync(found) === realpathSync(script)) return 'courant';
  const near = relative(workingFolder, script);
  const shortest = near.length < script.length ? near : script;
  // A shell looks for a bare name on PATH.
  const runnable = shellPath(shortest.includes('/') ? shortest : `./${shortest}`);
  // What npm links has no ending and can be run; the file itself may have lost its mode.
  return script.endsWith('.mjs') ? `node ${runnable}` : runnable;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
