/** Readings into lanes, as fast as there is room. */
import type { Lanes } from './lanes.ts';
import type { Sink } from './run.ts';

export function laneSink(lanes: Lanes): Sink {
  return {
    put: async (readings, signal) => {
      let put = 0;
      for (const reading of readings) {
        while (!lanes.hasRoom && !signal.aborted) await orAborted(lanes.room(), signal);
        if (signal.aborted) break;
        lanes.add(reading);
        put += 1;
      }
      lanes.flush();
      return put;
    },
  };
}

async function orAborted(room: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
  });
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  await Promise.race([room, aborted]);
  signal.removeEventListener('abort', onAbort);
}
