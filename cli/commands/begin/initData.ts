/** The files that a new chain replays: found and read as the replay itself does. */
import { basename, join, relative, resolve } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';
import { isGlob, splitGlob } from '../../../chain/replayFiles.ts';
import type { FoundFile } from '../../../generator/replay/files/find.ts';
import { sampleFiles } from '../../../generator/replay/sample.ts';
import type { Sample } from '../../../generator/replay/sample.ts';
import type { Shell } from '../../shell.ts';
import { guessColumns } from './initColumns.ts';
import type { Columns } from './initColumns.ts';

/** Where a chain keeps the files that it replays. */
const dataFolder = 'data';

export interface ChainData {
  /** As `generator.source.files` of the new chain names them. */
  readonly files: string;
  /** By their path in the new chain, where they are now. */
  readonly copies: Readonly<Record<string, string>>;
  readonly columns: Columns;
  /** What else `generator.source` must say in order to read them. */
  readonly settings: Sample['settings'];
}

/**
 * @param from a file, a folder or a glob
 * @throws CourantError COURANT_USAGE when it is empty, COURANT_REPLAY_INVALID when it cannot be replayed
 */
export async function findData(
  from: string,
  { workingFolder, output }: Pick<Shell, 'workingFolder' | 'output'>,
): Promise<ChainData> {
  assertNotEmpty(from);
  const onNote = (text: string) => {
    output.note(text);
  };
  const { found, files, settings, further } = await sampleFiles(from, {
    folder: workingFolder,
    onNote,
  }).catch((error: unknown) => {
    throw error instanceof CourantError ? nothingWritten(error) : error;
  });
  const columns = await guessColumns(files, further, Date.now());
  return { ...placed(resolve(workingFolder, from), found), columns, settings };
}

/** An empty path would be the working folder. */
function assertNotEmpty(from: string): void {
  if (from.trim() !== '') return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: '--from: it is empty',
    left: 'nothing was written',
    hint: 'name a file, a folder or a glob, like "data/*.csv"',
  });
}

/** The same error, of a command that would have written and not sent. */
function nothingWritten({ code, message, details, hint, cause }: CourantError): CourantError {
  return new CourantError({ code, message, details, left: 'nothing was written', hint, cause });
}

/** @param from absolute */
function placed(
  from: string,
  found: readonly FoundFile[],
): Omit<ChainData, 'columns' | 'settings'> {
  const isFile = found.some(({ path }) => path === from);
  const isPattern =
    !isFile && isGlob(from) && found.every(({ path }) => !path.startsWith(`${from}/`));
  const { folder, rest } = isPattern ? splitGlob(from) : { folder: '', rest: '' };
  const nameOf = (path: string) => (isPattern ? relative(folder || '/', path) : basename(path));
  const copies = found.map(({ path }) => [join(dataFolder, nameOf(path)), path] as const);
  const named = isFile ? basename(from) : rest;
  return { files: join(dataFolder, named), copies: Object.fromEntries(copies) };
}
