/** What the page asks its server to do, what of it is under way, and what was answered. */
import { signal } from '@preact/signals';
import type { Controls } from '../../live.ts';
import { control } from '../stream/controls.ts';

export const busy = signal<ReadonlySet<keyof Controls>>(new Set());
/** Why the last one was refused; `null` where it was done. */
export const refusal = signal<string | null>(null);

let token = '';

export function setToken(given: string): void {
  token = given;
}

export async function act<Name extends keyof Controls>(
  name: Name,
  body: Controls[Name],
): Promise<void> {
  busy.value = new Set([...busy.value, name]);
  try {
    await control(token, name, body);
    refusal.value = null;
  } catch (error) {
    refusal.value = error instanceof Error ? error.message : String(error);
  } finally {
    busy.value = new Set([...busy.value].filter((other) => other !== name));
  }
}
