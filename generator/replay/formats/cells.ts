/** Cells of a table as JSON values. */

const number = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const zero = 48;
const nine = 57;

/**
 * A cell as it travels under `data`: a number where JSON can carry it as it was meant, else the text as it is. Text
 * stay `NA`, an empty cell, `1e309` (no number holds it), `007` and `+49` (codes), and whole numbers above 2⁵³, whose
 * last digits would change.
 */
export function cellValue(cell: string): number | string {
  if (!mayBeNumber(cell)) return cell;
  const text = cell.trim();
  if (!number.test(text)) return cell;
  const value = Number(text);
  return Number.isFinite(value) &&
    (Math.abs(value) <= Number.MAX_SAFE_INTEGER || /[.eE]/.test(text))
    ? value
    : cell;
}

/** Most cells that are no number show it by their last character. */
function mayBeNumber(cell: string): boolean {
  const last = cell.charCodeAt(cell.length - 1);
  return (last >= zero && last <= nine) || last === 32;
}

/** What the user says is the value; leading zeros and a plus sign are no code there. `undefined`: no number. */
export function readingValue(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return undefined;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell.trim())) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
