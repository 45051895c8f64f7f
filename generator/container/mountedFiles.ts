/**
 * Files that may be replaced while the process runs, as an operator renews an authority or a password: they are read anew
 * for each connection, so at once and not ahead.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CourantError } from '../../chain/errors.ts';

/**
 * PEM of every authority that is trusted: while one is replaced, brokers show certificates of the old and the new one.
 * @param place a file, or a folder of which each `*.crt` counts
 * @param variable that named it
 * @throws CourantError COURANT_CONFIG_MISSING
 */
export function readAuthorities(place: string, variable: string): string {
  return reading(place, variable, () => {
    if (!statSync(place).isDirectory()) return readFileSync(place, 'utf8');
    const names = readdirSync(place).filter((name) => name.endsWith('.crt'));
    if (names.length === 0) throw new Error('it has no *.crt');
    return names.map((name) => readFileSync(path.join(place, name), 'utf8')).join('\n');
  });
}

/** @throws CourantError COURANT_CONFIG_MISSING */
export function readPassword(file: string, variable: string): string {
  // A file that was written by hand ends with a line break, which is no part of the password.
  return reading(file, variable, () => readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
}

function reading(place: string, variable: string, read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw unreadable(place, variable, cause);
  }
}

export function unreadable(place: string, variable: string, cause: unknown): CourantError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CourantError({
    code: 'COURANT_CONFIG_MISSING',
    message: `"${place}" cannot be read: ${reason}`,
    details: [`${variable} names it`],
    left: 'nothing was sent',
    hint: 'mount it, or name another file',
    cause,
  });
}
