/** Time as it comes in from outside, so that a test can bring its own. */

export interface Clock {
  /** Ms since some instant; never goes back. */
  nowMs(): number;
  /** Returns after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back after `ms`. @returns what takes it back */
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
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
