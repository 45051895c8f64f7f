/** Values of flags and arguments, read from what was written. */
import { CourantError } from '../../chain/errors.ts';
import { number } from '../../chain/words/counted.ts';
import { parseDurationMs } from '../../chain/words/quantity.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * @param typed what stands before the value where it is typed
 * @throws CourantError COURANT_USAGE, as all of these do where the value does not fit
 */
export function wholeNumber(
  what: string,
  { min, max }: Range,
  typed = what,
): (written: string) => number {
  return (written) => {
    const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw unusable(
      `${what}: "${written}" is not a whole number from ${min} to ${number(max)}`,
      `write a number, like: ${typed} ${Math.max(min, Math.min(4, max))}`,
    );
  };
}

interface Wanted {
  readonly fits: (value: number) => boolean;
  /** What fits, like `a number above 0`. */
  readonly inWords: string;
  readonly hint: string;
}

/** A number, or `max`. */
export function numberOrMax(what: string, wanted: Wanted): (written: string) => number | 'max' {
  return (written) => {
    if (written === 'max') return written;
    if (written.trim() !== '' && wanted.fits(Number(written))) return Number(written);
    throw unusable(`${what}: "${written}" is not ${wanted.inWords}, nor max`, wanted.hint);
  };
}

/** In ms, above 0. */
export function duration(what: string): (written: string) => number {
  return (written) => {
    const ms = parseDurationMs(written);
    if (ms !== undefined && ms > 0) return ms;
    throw unusable(
      `${what}: "${written}" is not a duration`,
      'write a number and a unit, like 30s',
    );
  };
}

/** Addresses with their ports, separated by commas. */
export function servers(what: string): (written: string) => string[] {
  return (written) => {
    const list = written.split(',').map((server) => server.trim());
    const bad = list.find((server) => !/^(\[[0-9a-fA-F:]+\]|[^\s:[\]]+):\d{1,5}$/.test(server));
    if (bad === undefined) return list;
    throw unusable(`${what}: "${bad}" is not host:port`, 'write like 127.0.0.1:9092');
  };
}

function unusable(message: string, hint: string): CourantError {
  return new CourantError({ code: 'COURANT_USAGE', message, hint });
}
