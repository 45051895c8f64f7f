/** Files of a report: those that were written here and not changed since are replaced, no other. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CourantError } from '../../chain/errors.ts';
import { exists } from '../../targets/machine/files.ts';
import { unusable } from '../../targets/machine/jsonFile.ts';

/** Which files were written here, by their name, with the sha256 of what was written. */
const recordName = '.written-by-courant.json';
const record = z.record(z.string(), z.string());
const mostNames = 1_000;

export type ReportFile = readonly [name: string, bytes: Buffer];

/**
 * Makes the folder, before anything is measured.
 * @param written how the user wrote it
 * @throws CourantError COURANT_USAGE where something else is called so, COURANT_FOLDER_UNUSABLE
 */
export async function prepareFolder(folder: string, written: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    throw new CourantError({
      code: 'COURANT_USAGE',
      message: `--out: "${written}" is a file, not a folder`,
      left: 'nothing was written',
      hint: 'name another folder, like: courant report --out presentation',
    });
  }
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw unusable(folder, cause);
  });
}

/**
 * Writes the files, under another name where the folder has one that is not ours or was changed: `report-2.pptx`.
 * @returns the names they got, in order
 * @throws CourantError COURANT_FOLDER_UNUSABLE
 */
export async function writeFiles(folder: string, files: readonly ReportFile[]): Promise<string[]> {
  const known = await readRecord(folder);
  const names: string[] = [];
  for (const [wanted, bytes] of files) {
    const name = await freeName(folder, wanted, known);
    await write(join(folder, name), bytes, folder);
    known[name] = digest(bytes);
    names.push(name);
  }
  await write(join(folder, recordName), `${JSON.stringify(known, null, 1)}\n`, folder);
  return names;
}

async function readRecord(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, recordName), 'utf8').catch(() => '{}');
  try {
    return record.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

async function freeName(
  folder: string,
  wanted: string,
  known: Readonly<Record<string, string>>,
): Promise<string> {
  const [, stem = wanted, ending = ''] = /^(.*)(\.[a-z]+)$/.exec(wanted) ?? [];
  for (let at = 1; at < mostNames; at += 1) {
    const name = at === 1 ? wanted : `${stem}-${at}${ending}`;
    const path = join(folder, name);
    if (!(await exists(path)) || (await isOurs(path, known[name]))) return name;
  }
  throw new RangeError(`every name like ${wanted} is taken in ${folder}`);
}

async function isOurs(path: string, written: string | undefined): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && written === digest(bytes);
}

async function write(path: string, content: Buffer | string, folder: string): Promise<void> {
  await writeFile(path, content).catch((cause: unknown) => {
    throw unusable(folder, cause);
  });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
