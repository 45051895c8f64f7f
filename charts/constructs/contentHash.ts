/** A fingerprint of what a pod was made with, as annotation: another content makes another pod. */
import { createHash } from 'node:crypto';

/** Annotation that rolls pods when the files they read at their start change. */
export const contentAnnotation = 'courant/content-sha256';

/** The first 16 hexadecimal digits of the sha256 of the files, in the order of their names. */
export function contentHash(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name]}\0`);
  return hash.digest('hex').slice(0, 16);
}
