/** What docs/errors.md says about each code. */
import { readFile } from 'node:fs/promises';

export interface Advice {
  /** When the error comes. */
  readonly when: string;
  /** What to do. */
  readonly todo: string;
}
export type ErrorAdvice = ReadonlyMap<string, Advice>;

/** By code; empty where the page is not there. */
export async function readErrorAdvice(): Promise<ErrorAdvice> {
  const page = new URL('../../docs/errors.md', import.meta.url);
  const text = await readFile(page, 'utf8').catch(() => '');
  const rows = text.matchAll(/^\| `(COURANT_\w+)`\s*\|[^|]*\|([^|]*)\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, code = '', when = '', todo = '']) => [
      code,
      { when: when.trim(), todo: todo.trim().replaceAll('`', '') },
    ]),
  );
}
