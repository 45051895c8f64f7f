/** What can be counted of the house: lines of code, circles of imports, files in a folder. Pure. */
import { dirname } from 'node:path';
import type { Imports, Source } from './sources.ts';

/** Lines that are neither blank nor comment. */
export function codeLines(text: string): number {
  let isInComment = false;
  let count = 0;
  for (const line of text.split('\n').map((written) => written.trim())) {
    if (!isInComment && line.startsWith('/*')) isInComment = true;
    if (!isInComment && line !== '' && !line.startsWith('//')) count += 1;
    if (isInComment && line.includes('*/')) isInComment = false;
  }
  return count;
}

/** Files and lines of code by top-level folder. */
export function sizes(sources: readonly Source[]): Map<string, { files: number; lines: number }> {
  const found = new Map<string, { files: number; lines: number }>();
  for (const { path, text } of sources) {
    const part = path.split('/')[0] ?? path;
    const size = found.get(part) ?? { files: 0, lines: 0 };
    found.set(part, { files: size.files + 1, lines: size.lines + codeLines(text) });
  }
  return found;
}

/** Folders by how many files lie directly in them, the fullest first. */
export function fullestFolders(sources: readonly Source[]): [folder: string, files: number][] {
  const counts = new Map<string, number>();
  for (const { path } of sources) {
    const folder = dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Groups of files that import each other in a circle, each sorted (Tarjan's strongly connected components). */
export function circles(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    lowest.set(file, own);
    path.push(file);
    for (const other of imports.get(file) ?? []) {
      const reached = order.has(other)
        ? path.includes(other)
          ? (order.get(other) ?? own)
          : own
        : visit(other);
      lowest.set(file, Math.min(lowest.get(file) ?? own, reached));
    }
    if (lowest.get(file) === own) {
      const circle = path.splice(path.indexOf(file)).sort();
      const isCircle = circle.length > 1 || (imports.get(file) ?? []).includes(file);
      if (isCircle) found.push(circle);
    }
    return lowest.get(file) ?? own;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}
