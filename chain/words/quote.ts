/** Values as they stand in messages. */

const longest = 60;

/** What the user wrote, on one line and short: text in quotes, numbers as they are, the rest by its kind. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (isPromise(value)) return 'a promise';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isPlain(value) ? 'a group of settings' : kindOf(value);
}

/** Also what only behaves like one. */
export function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** Whether it was written as `{ … }`, in whichever realm. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `a Map`, `an Error`. */
function kindOf(value: object): string {
  const name = (value.constructor as { readonly name?: unknown } | undefined)?.name;
  if (typeof name !== 'string' || name === '') return 'an object of a class';
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name.slice(0, longest)}`;
}

function quoteText(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return JSON.stringify(short);
}

/** `generator.source.kinds[0]`, `topics["a b"]`. */
export function quotePath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part);
      if (!/^[A-Za-z_$][\w$-]*$/.test(name)) return `[${quoteText(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
