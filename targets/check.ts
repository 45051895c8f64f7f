/** One check of a doctor: its hint belongs to a failure alone. */
import type { Check } from './target.ts';

export function check(all: Omit<Check, 'hint'> & { readonly hint: string }): Check {
  return { ...all, hint: all.ok ? null : all.hint };
}
