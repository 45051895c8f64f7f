/** Values as they stand in messages. */

const longest = 60;

/** What the user wrote, on one line and short: text in quotes, numbers as they are, the rest by its kind. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (value instanceof Date) return 'a Date';
  return typeof value === 'object' ? 'a group of settings' : `a ${typeof value}`;
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
