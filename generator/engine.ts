/** What the generator asks of V8, the engine that runs it. */
import { setFlagsFromString } from 'node:v8';

/**
 * To be called before the first reading.
 *
 * Young objects: V8 doubles the space for them whenever much was made, whether or not anything of it is still in use: at
 * full speed the process would take twice the memory after some minutes. What a generator makes is gone at once, so a
 * small space is as good.
 *
 * Inlining: V8 stops making one function of several at a size that a reading's way into its batch just exceeds; with
 * twice that size a reading takes about a sixth less time (`npm run bench:readings`).
 */
export function tuneEngine(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=2000');
}
