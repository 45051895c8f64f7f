/** Times as a number since 1970-01-01T00:00:00Z. */
import { quote } from '../../../chain/words/quote.ts';

/** Units in one ms. */
export const epochs: Readonly<Record<string, number>> = {
  epoch_s: 1e-3,
  epoch_ms: 1,
  epoch_us: 1e3,
  epoch_ns: 1e6,
};

/** @returns ms since the epoch, or why the text is none */
export function epochMs(text: string, format: string, perMs: number): number | string {
  if (!/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text)) {
    return `${quote(text)} is no number (timeFormat: '${format}')`;
  }
  const ms = Math.floor(Number(text) / perMs);
  return Object.is(ms, -0) ? 0 : ms;
}

/**
 * SenML (RFC 8428) has it so: what lies so near to the epoch counts from a time of its own. In ms, on either side of it:
 * July 1978.
 */
export const relativeBelowMs = 2 ** 28 * 1_000;

/** The epoch that a number of so many digits is in, if it is about now. */
export function likelyEpoch(text: string): string | undefined {
  const digits = /^(\d{9,19})(\.\d+)?$/.exec(text)?.[1]?.length;
  if (digits === undefined) return undefined;
  const byDigits: Readonly<Record<number, string>> = {
    9: 'epoch_s',
    10: 'epoch_s',
    12: 'epoch_ms',
    13: 'epoch_ms',
    15: 'epoch_us',
    16: 'epoch_us',
    18: 'epoch_ns',
    19: 'epoch_ns',
  };
  return byDigits[digits];
}

const yearMs = 366 * 86_400_000;
const earliestMs = Date.UTC(1980, 0, 1);

/** Whether a time is one that a number since the epoch is rather meant as: a code of ten digits may be one, too. */
export function isPlausible(ms: number, nowMs: number): boolean {
  return ms >= earliestMs && ms <= nowMs + yearMs;
}
