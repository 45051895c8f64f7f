/** The token without which the page tells nothing: 128 bits, in a header. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** As it stands in the address: 32 hexadecimal digits. */
export const tokenPattern = /^[0-9a-f]{32}$/;

export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/** In constant time: hashes have the same length, whatever was sent. */
export function isToken(token: string, sent: string | readonly string[] | undefined): boolean {
  return typeof sent === 'string' && timingSafeEqual(hashOf(token), hashOf(sent));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
