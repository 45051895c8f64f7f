import { describe, expect, it } from 'vitest';
import { CourantError } from '../../../chain/errors.ts';
import type { ErrorCode } from '../../../chain/errors.ts';
import { whileNotThere } from '../../../generator/container/patience.ts';

/** A clock that only its own sleep moves. */
function patience() {
  let nowMs = 0;
  const waits: string[] = [];
  return {
    limitMs: 10_000,
    pauseMs: 4_000,
    clock: {
      nowMs: () => nowMs,
      sleep: (ms: number) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    onWait: ({ code }: CourantError) => waits.push(code),
    waits,
  };
}

function failing(code: ErrorCode, times: number) {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls > times) return Promise.resolve();
    return Promise.reject(new CourantError({ code, message: `attempt ${calls}` }));
  };
}

const never = new AbortController().signal;

describe('a generator that is there before its topic and its user', () => {
  it('tries again until they are there', async () => {
    const own = patience();
    await whileNotThere(failing('COURANT_TOPIC_UNKNOWN', 2), () => false, own, never);
    expect(own.waits).toEqual(['COURANT_TOPIC_UNKNOWN', 'COURANT_TOPIC_UNKNOWN']);
  });

  it('gives up after its limit with the last reason', async () => {
    const work = failing('COURANT_KAFKA_DENIED', 100);
    await expect(whileNotThere(work, () => false, patience(), never)).rejects.toThrow('attempt 4');
  });

  it.each<[string, ErrorCode, boolean]>([
    ['another failure', 'COURANT_REPLAY_INVALID', false],
    ['a topic that went while readings were sent', 'COURANT_TOPIC_UNKNOWN', true],
  ])('ends at once on %s', async (_, code, hasStarted) => {
    const own = patience();
    await expect(
      whileNotThere(failing(code, 1), () => hasStarted, own, never),
    ).rejects.toMatchObject({ code });
    expect(own.waits).toEqual([]);
  });
});
