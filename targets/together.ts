/** Things done at the same time, of which none goes on when another has failed. */

type Work<T> = (signal: AbortSignal) => Promise<T>;

/** Like Promise.all, but ends the others first. @throws the first error */
export async function together<A, B>(
  signal: AbortSignal,
  first: Work<A>,
  second: Work<B>,
): Promise<[A, B]>;
export async function together<T>(signal: AbortSignal, ...all: readonly Work<T>[]): Promise<T[]>;
export async function together(
  signal: AbortSignal,
  ...all: readonly Work<unknown>[]
): Promise<unknown[]> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const guarded = async (work: Work<unknown>): Promise<unknown> => {
    try {
      return await work(both);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const running = all.map(guarded);
  await Promise.allSettled(running);
  // What was ended by another's failure rejects with that failure: either way it is the first error.
  return Promise.all(running);
}
