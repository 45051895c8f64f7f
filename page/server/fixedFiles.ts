/** The page's own files: a fixed map, read once. Nothing that is sent becomes a path. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface FixedFile {
  readonly type: string;
  readonly bytes: Buffer;
}
/** By path of the request. */
export type FixedFiles = ReadonlyMap<string, FixedFile>;

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/app.css': ['app.css', 'text/css; charset=utf-8'],
} as const;

/** @param folder where the build put them. @throws where one is missing */
export async function readFixedFiles(folder: string): Promise<FixedFiles> {
  const read = Object.entries(files).map(
    async ([path, [name, type]]) =>
      [path, { type, bytes: await readFile(join(folder, name)) }] as const,
  );
  return new Map(await Promise.all(read));
}
