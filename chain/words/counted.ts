/** Counts as people read them. */

/** 12345 → `12,345`. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 reading`, `2 readings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
