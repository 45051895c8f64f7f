/** Things done at the same time, of which none goes on when another has failed. */

type Work<T> = (signal: AbortSignal) => Promise<T>;

/** Like Promise.all, but ends the others first. @throws the first error */
export async function together<A, B>(
  signal: AbortSignal,
  first: Work<A>,
  second: Work<B>,
): Promise<[A, B]> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const guarded = async <T>(work: Work<T>): Promise<T> => {
    try {
      return await work(both);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const running = [guarded(first), guarded(second)] as const;
  await Promise.allSettled(running);
  // What was ended by the other's failure rejects with that failure: either way it is the first error.
  return Promise.all(running);
}
