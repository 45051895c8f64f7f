/** What a measurement is called with. */
import { parseArgs } from 'node:util';
import { parseDurationMs } from '../chain/words/quantity.ts';

type Values<Defaults> = {
  readonly [Name in keyof Defaults]: Defaults[Name] extends number ? number : string;
};

/** Flags over their defaults: one whose default is a number is a number. */
export function options<Defaults extends Readonly<Record<string, string | number>>>(
  defaults: Defaults,
  { allowPositionals = false } = {},
): { readonly values: Values<Defaults>; readonly positionals: readonly string[] } {
  const known = Object.keys(defaults).map((name) => {
    const short = name === 'output' ? { short: 'o' } : {};
    return [name, { type: 'string', ...short }] as const;
  });
  const given = parseArgs({ allowPositionals, options: Object.fromEntries(known) });
  const values = Object.entries(defaults).map(([name, value]) => {
    const written = given.values[name] ?? value;
    return [name, typeof value === 'number' ? Number(written) : written];
  });
  return {
    values: Object.fromEntries(values) as Values<Defaults>,
    positionals: given.positionals,
  };
}

/** The names in a list with commas. Ends the process where one is none of `known`. */
export function namesIn<Name extends string>(
  list: string,
  flag: string,
  known: readonly Name[],
): readonly Name[] {
  const names = list.split(',');
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown === undefined) return known.filter((name) => names.includes(name));
  return refused(`--${flag}: there is no "${unknown}"`, `some of ${known.join(',')}`);
}

/** In ms. Ends the process where the text is no duration. */
export function durationIn(text: string, flag: string): number {
  const ms = parseDurationMs(text);
  return ms ?? refused(`--${flag}: "${text}" is no duration`, 'a number and a unit, like 30m');
}

function refused(problem: string, hint: string): never {
  console.error(`${problem}\n  → ${hint}`);
  process.exit(2);
}
