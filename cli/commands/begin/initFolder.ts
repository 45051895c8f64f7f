/** The folder of a new chain, looked at before anything is written. */
import { readdir, stat } from 'node:fs/promises';
import { basename, normalize, resolve } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';
import { quote } from '../../../chain/words/quote.ts';
import { shellPath } from '../../../chain/words/shellWord.ts';
import { escapeText } from '../../terminal/text.ts';

export interface Wanted {
  /** The folder as the user wrote it. */
  readonly written: string;
  /** What the user gave as `--from`. */
  readonly from?: string;
  /** What the user gave as `--example`. */
  readonly example?: string;
  /** Absolute. */
  readonly workingFolder: string;
}

/**
 * @returns whether the folder exists
 * @throws CourantError COURANT_USAGE, COURANT_FOLDER_NOT_EMPTY
 */
export async function assertUsable(wanted: Wanted): Promise<boolean> {
  const { written, workingFolder } = wanted;
  assertPrintable(written);
  const found = await stat(resolve(workingFolder, written)).catch(() => undefined);
  if (found === undefined) return false;
  const entries = found.isDirectory() ? await readdir(resolve(workingFolder, written)) : undefined;
  if (entries?.length === 0) return true;
  throw await taken(wanted, entries);
}

/** Such a name is escaped wherever it is printed, so no command with it could be pasted. */
function assertPrintable(written: string): void {
  if (escapeText(written) === written) return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `the folder ${quote(written)} has a character in its name that cannot be printed`,
    left: 'nothing was written',
    hint: 'choose another folder',
  });
}

async function taken(wanted: Wanted, entries: readonly string[] | undefined) {
  const { written, from, example } = wanted;
  const shown = entries?.slice(0, 3).join(', ');
  const replayed = from === undefined ? '' : ` --from ${shellPath(from)}`;
  const source = example === undefined ? replayed : ` --example ${example}`;
  return new CourantError({
    code: 'COURANT_FOLDER_NOT_EMPTY',
    message:
      entries === undefined ? `"${written}" is a file` : `the folder "${written}" is not empty`,
    details: entries === undefined ? [] : [`it holds ${shown}${entries.length > 3 ? ', …' : ''}`],
    left: 'nothing was written',
    hint: `choose another folder: courant init ${shellPath(await freeName(wanted))}${source}`,
  });
}

/** A name like the one that is taken; `.` and `..` have none of their own. */
async function freeName({ written, workingFolder }: Wanted): Promise<string> {
  const isNamed = /[^./]/.test(basename(normalize(written)));
  const name = isNamed ? written.replace(/\/+$/, '') : 'my-chain';
  for (let count = isNamed ? 2 : 1; ; count += 1) {
    const next = count === 1 ? name : `${name}-${count}`;
    const found = await stat(resolve(workingFolder, next)).catch(() => undefined);
    if (found === undefined) return next;
  }
}
