/** Time as it comes in from outside, so that a test can bring its own. */

export interface Clock {
  /** Ms since some instant; never goes back. */
  nowMs(): number;
  /** Returns after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls back after `ms` in which this process ran: while it is stopped (SIGSTOP, Ctrl-Z) it sees no answers either.
   * @returns what takes it back
   */
  after(ms: number, callback: () => void): () => void;
}

/** The clock of this machine: monotonic, so that nobody who sets the time makes a burst. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    }),
  after: (ms, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number) => {
      const sliceMs = Math.min(restMs, longestSliceMs);
      const dueMs = performance.now() + sliceMs;
      timer = setTimeout(() => {
        // One that is late by so much was slept through: sockets are looked at before the next one.
        const hasSlept = performance.now() - dueMs > longestSliceMs;
        const leftMs = hasSlept ? restMs : restMs - sliceMs;
        if (leftMs > 0) wait(leftMs);
        else callback();
      }, sliceMs);
    };
    wait(ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A longer wait is measured in pieces of so much. */
const longestSliceMs = 500;
