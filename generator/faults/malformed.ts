/** Values that are no reading, each dead for a reason of its own: those of the runner's ReadingParser. */
import type { MalformedKind } from '../../chain/chain.ts';
import type { Reading } from '../../chain/reading.ts';
import { hashAt } from '../random.ts';

/** Larger than any batch that a broker takes by default (`max.message.bytes` 1 MiB), compressed too. */
export const oversizedBytes = 1.5 * 2 ** 20;
const aheadMs = 2 * 86_400_000;

/**
 * @param reading what was measured
 * @param nowMs when the record is written, ms since the epoch: the runner takes an hour more for the future
 */
export function malformed(kind: MalformedKind, reading: Reading, nowMs: number): Buffer {
  const { event_time } = reading;
  switch (kind) {
    case 'not_json': {
      const whole = Buffer.from(JSON.stringify(reading));
      return whole.subarray(0, Math.floor(whole.length * 0.7));
    }
    case 'missing_field':
      return json({ ...reading, value: undefined, data: undefined });
    case 'wrong_type':
      return json({ ...reading, ...asText(reading) });
    case 'bad_time':
      // Hour 25.
      return json({ ...reading, event_time: event_time.replace(/T../, 'T25') });
    case 'future_time': {
      const ms = Math.max(nowMs, Date.parse(event_time)) + aheadMs;
      return json({ ...reading, event_time: new Date(ms).toISOString() });
    }
    case 'oversized':
      return json({ ...reading, data: { filler: filler() } });
  }
}

/** What was measured, as text where a number or an object belongs. */
function asText({ value, data }: Reading): object {
  return data === undefined ? { value: String(value) } : { data: JSON.stringify(data) };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

let filled: string | undefined;

/** Six random bits a byte: no codec makes three quarters of it less. Made once, since no two lie in one batch. */
function filler(): string {
  filled ??= Array.from({ length: oversizedBytes / 4 }, (_, i) => {
    const bits = hashAt(0x2545f491, i);
    return Buffer.from([bits & 0xff, (bits >>> 8) & 0xff, (bits >>> 16) & 0xff]).toString('base64');
  }).join('');
  return filled;
}
