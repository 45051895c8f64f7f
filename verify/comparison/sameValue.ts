/** Whether two rows say the same: rows of two engines, as JSON. */

/** Sums of floating point numbers depend on the order in which they were added. */
const relativeError = 1e-9;

type Json = unknown;
export type Columns = ReadonlyMap<string, Json>;

/** A row's columns by name, in lower case: names have no case in SQL. `undefined` where it is no JSON object. */
export function columnsOf(value: string): Columns | undefined {
  try {
    const json = JSON.parse(value) as Json;
    return isObject(json) ? byName(json) : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the columns that both have and that differ, sorted. */
export function differingColumns(one: Columns, other: Columns): string[] {
  return [...one.keys()]
    .filter((name) => other.has(name) && !isSame(one.get(name), other.get(name)))
    .sort();
}

/** Numbers with a fraction may differ by 1e-9 of the larger one; whole numbers, texts and truth values must be equal. */
export function isSame(one: Json, other: Json): boolean {
  if (typeof one === 'number' && typeof other === 'number') return isSameNumber(one, other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]));
  }
  if (isObject(one) && isObject(other)) return isSameObject(byName(one), byName(other));
  return one === other;
}

function isSameNumber(one: number, other: number): boolean {
  if (one === other) return true;
  if (Number.isInteger(one) && Number.isInteger(other)) return false;
  return Math.abs(one - other) <= relativeError * Math.max(Math.abs(one), Math.abs(other));
}

function isSameObject(one: Columns, other: Columns): boolean {
  const names = [...one.keys()];
  return (
    one.size === other.size &&
    names.every((name) => other.has(name) && isSame(one.get(name), other.get(name)))
  );
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName(object: Readonly<Record<string, Json>>): Columns {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}
