/** Memory of objects that have just been made. */
import { setFlagsFromString } from 'node:v8';

/**
 * V8 doubles the space for young objects whenever much was made, whether or not anything of it is still in use: at full
 * speed the process would take twice the memory after some minutes. What a generator makes is gone at once, so a small
 * space is as good. To be called before the first reading.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
