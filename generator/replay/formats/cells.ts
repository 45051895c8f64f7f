/** Cells of a table as JSON values. */

const plainNumber = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const zero = 48;
const nine = 57;

/** Without the white space around it, a byte order mark included: cells are trimmed here and nowhere else. */
export function trimmed(cell: string): string {
  return isBlank(cell.charCodeAt(0)) || isBlank(cell.charCodeAt(cell.length - 1))
    ? cell.trim()
    : cell;
}

/** Perhaps: beyond ASCII more than white space is. */
function isBlank(code: number): boolean {
  return code <= 32 || code >= 0x80;
}

/**
 * A trimmed cell as it travels under `data`: a number where JSON can carry it as it was meant, else the text as it is.
 * Text stay `NA`, an empty cell, `007` and `+49` (codes), and digits that no number holds.
 */
export function cellValue(cell: string): number | string {
  const last = cell.charCodeAt(cell.length - 1);
  // Most cells that are no number show it by their last character.
  if (!(last >= zero && last <= nine) || !plainNumber.test(cell)) return cell;
  const value = Number(cell);
  return isHeld(cell, value) ? value : cell;
}

/** Any number within these bounds has so many digits. */
const surelyHeld = { digits: 15, least: 1e-300, most: 1e300 };

/**
 * Whether a number is what its digits say: rounded to as many digits as were written it must be them. Not held are
 * `1e309`, `1e-400`, `20180530143000.167`; and no whole number above 2⁵³, so that a column of ids is of one type.
 * @param written with a decimal point, as JavaScript reads it
 */
export function isHeld(written: string, value: number): boolean {
  const size = Math.abs(value);
  if (size === 0) return !/^[^eE]*[1-9]/.test(written);
  if (size < surelyHeld.least || size > surelyHeld.most) return hasDigits(written, value);
  return written.length <= surelyHeld.digits || hasDigits(written, value);
}

function hasDigits(written: string, value: number): boolean {
  const isWhole = !/[.eE]/.test(written);
  if (!Number.isFinite(value) || (isWhole && !Number.isSafeInteger(value))) return false;
  const digits = significant(written);
  // As JavaScript writes it, too: halfway between two texts it may take the other one.
  if (significant(String(value)) === digits) return true;
  return digits.length <= 100 && significant(value.toPrecision(digits.length)) === digits;
}

/** The digits from the first to the last that is no zero. */
function significant(written: string): string {
  return written
    .replace(/[eE].*$/, '')
    .replace(/[^\d]/g, '')
    .replace(/^0+|0+$/g, '');
}

/** What the user says is the value; leading zeros and a plus sign are no code there. `undefined`: no number. */
export function readingValue(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return undefined;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell.trim())) return undefined;
  const value = Number(cell);
  // What is too small for a number is none: it is not 0.
  return Number.isFinite(value) && (value !== 0 || isHeld(cell, value)) ? value : undefined;
}
