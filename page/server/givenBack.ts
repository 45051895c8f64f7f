/** Memory that nobody holds any more is given back to the machine: a page stands open for weeks. */
import { Session } from 'node:inspector';

const everyMs = 300_000;

/**
 * What a garbage collection of its own frees stays with the heap, for the next objects. This one, which the inspector has for
 * whoever counts memory, gives the pages back too; it takes tens of ms. Nothing listens on a port for it.
 * @returns ends it
 */
export function giveBackRegularly(): () => void {
  const timer = setInterval(() => void giveBack(), everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Resolves when it is done. */
export async function giveBack(): Promise<void> {
  const session = new Session();
  session.connect();
  await new Promise<void>((resolve) => {
    session.post('HeapProfiler.collectGarbage', () => {
      // Not from here: the session waits for its own answer then, and the process with it, for ever.
      setImmediate(resolve);
    });
  });
  session.disconnect();
}
