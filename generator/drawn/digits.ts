/**
 * Numbers as decimal digits, written as bytes from integers. Up to four digits are one word from a table: a word may
 * spoil up to three bytes behind what it means to write.
 */

/** The four digits of 0 to 9999, leading zeros included; the first digit is the lowest byte. */
const fourDigits = Int32Array.from({ length: 10_000 }, (_, n) =>
  packed(String(n).padStart(4, '0')),
);

/** `.5`, `.25` or `.125`: the point and the digits of a number of thousandths, zeros at the end left out. */
const fraction = Int32Array.from({ length: 1_000 }, (_, n) => packed(`.${thousandths(n)}`));
const fractionLength = Uint8Array.from({ length: 1_000 }, (_, n) => thousandths(n).length + 1);

function thousandths(n: number): string {
  return String(n).padStart(3, '0').replace(/0+$/, '');
}

/** Up to four characters as one little-endian word. */
function packed(text: string): number {
  let word = 0;
  for (let i = 0; i < text.length; i++) word |= text.charCodeAt(i) << (8 * i);
  return word;
}

function table(of: Int32Array, index: number): number {
  // Indices come from remainders and cannot be outside; the alternative satisfies the type only.
  return of[index] ?? 0;
}

/** Writes the last four digits of a number from 0 to 9999. @returns where the next byte goes */
export function writeFourDigits(view: DataView, at: number, n: number): number {
  view.setInt32(at, table(fourDigits, n), true);
  return at + 4;
}

/** Writes a number with leading zeros. @param digits how many; 1 to 4, and the number has no more */
export function writePadded(view: DataView, at: number, n: number, digits: number): void {
  view.setInt32(at, table(fourDigits, n) >>> (32 - 8 * digits), true);
}

/** How many digits 0 to 9999 have. */
const lengths = Uint8Array.from({ length: 10_000 }, (_, n) => String(n).length);

/** Writes a number from 0 to 9999 without leading zeros. @returns where the next byte goes */
function writeShort(view: DataView, at: number, n: number): number {
  const length = lengths[n] ?? 0;
  view.setInt32(at, table(fourDigits, n) >>> (32 - 8 * length), true);
  return at + length;
}

/**
 * n ÷ divisor for whole n below 2³¹, without its fraction. Half a unit more keeps the product off the edges, which a
 * reciprocal would miss; a multiplication takes a fifth of a division's time.
 */
function quotient(n: number, reciprocal: number): number {
  return ((n + 0.5) * reciprocal) | 0;
}

/** Writes a whole number from 0 to 2⁵³−1. @returns where the next byte goes */
export function writeWhole(view: DataView, at: number, n: number): number {
  if (n < 10_000) return writeShort(view, at, n);
  if (n < 100_000_000) {
    const high = quotient(n, 1e-4);
    return writeFourDigits(view, writeShort(view, at, high), n - high * 10_000);
  }
  const high = Math.floor(n / 10_000);
  return writeFourDigits(view, writeWhole(view, at, high), n - high * 10_000);
}

/** Sign, digits and point of the longest number that `writeDecimal` writes. */
export const mostDecimalBytes = 18;

/** How a value is scaled to a whole number, and what its fraction needs to become one of thousandths or millionths. */
export interface DecimalForm {
  /** 10^decimals. */
  readonly scale: number;
  readonly reciprocal: number;
  readonly toThousandths: number;
  /** Whether there are more than three digits behind the point. */
  readonly isFine: boolean;
}

/** @param decimals digits behind the point; 0 to 6 */
export function decimalForm(decimals: number): DecimalForm {
  const scale = 10 ** decimals;
  return { scale, reciprocal: 1 / scale, toThousandths: 1_000 / scale, isFine: decimals > 3 };
}

/**
 * Writes `scaled ÷ scale` as JSON.stringify does: no zeros at the end, no `-0`. Exact up to 15 digits.
 * @param scaled a whole number
 * @returns where the next byte goes
 */
export function writeDecimal(
  view: DataView,
  at: number,
  scaled: number,
  form: DecimalForm,
): number {
  let size = scaled;
  if (scaled < 0) {
    view.setUint8(at++, 0x2d);
    size = -scaled;
  }
  const whole = size < 2 ** 31 ? quotient(size, form.reciprocal) : Math.floor(size / form.scale);
  at = whole < 10_000 ? writeShort(view, at, whole) : writeWhole(view, at, whole);
  const rest = size - whole * form.scale;
  if (rest === 0) return at;
  if (form.isFine) return writeFine(view, at, Math.round(rest * form.toThousandths * 1_000));
  const thousandths = (rest * form.toThousandths) | 0;
  view.setInt32(at, table(fraction, thousandths), true);
  return at + (fractionLength[thousandths] ?? 0);
}

/** The point and up to six digits. */
function writeFine(view: DataView, at: number, millionths: number): number {
  const high = quotient(millionths, 1e-3);
  const low = millionths - high * 1_000;
  if (low === 0) {
    view.setInt32(at, table(fraction, high), true);
    return at + (fractionLength[high] ?? 0);
  }
  // Of `0123` and `.456` the first byte is not wanted: it becomes the point, or is left out.
  view.setInt32(at, (table(fourDigits, high) & ~0xff) | 0x2e, true);
  view.setInt32(at + 4, table(fraction, low) >>> 8, true);
  return at + 3 + (fractionLength[low] ?? 0);
}
