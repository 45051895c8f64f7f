/** A bound on what kafkajs does: it retries some failures for ever, and an answer may never come. */

/** The result, or a rejection after `ms`; what becomes of the work then is nobody's concern. */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  late = `no answer for ${ms / 1_000} s`,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(late));
    }, ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
