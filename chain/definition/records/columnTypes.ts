/** Names and types of columns as a definition says them: `{ humidity: 'double', shop: { city: 'string' } }`. */
import { z } from 'zod';
import { columnWords } from '../../eventColumns.ts';
import type { ColumnTypes } from '../../eventColumns.ts';
import { isPlain, quote } from '../../words/quote.ts';
import { notOneOf, oneOfHint } from '../fields.ts';
import type { Problem } from '../problem.ts';
import { columnNameProblems, innerNameProblems } from './names.ts';

const deepest = 5;

export function columnTypes() {
  return z.custom<ColumnTypes>().transform((written, context): ColumnTypes => {
    const problems = isGroup(written)
      ? [...columnNameProblems(Object.keys(written), []), ...groupProblems(written, [])]
      : [{ path: [], text: `${quote(written)} names no columns`, hint: 'write schema: { … }' }];
    for (const { path, text, hint } of problems) {
      context.addIssue({ code: 'custom', path: [...path], message: text, params: { hint } });
    }
    return problems.length === 0 ? written : z.NEVER;
  });
}

function isGroup(written: unknown): written is Readonly<Record<string, unknown>> {
  return typeof written === 'object' && written !== null && isPlain(written);
}

function groupProblems(
  group: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): Problem[] {
  if (Object.keys(group).length === 0) {
    return [{ path, text: 'it names no column', hint: 'name one, or remove it' }];
  }
  return Object.entries(group).flatMap(([name, type]) => typeProblems(type, [...path, name]));
}

function typeProblems(type: unknown, path: readonly PropertyKey[]): Problem[] {
  if (isGroup(type)) {
    if (path.length === deepest) {
      return [{ path, text: 'it lies too deep', hint: `nest at most ${deepest} names` }];
    }
    return [...innerNameProblems(Object.keys(type), path), ...groupProblems(type, path)];
  }
  if (columnWords.includes(type as (typeof columnWords)[number])) return [];
  return [{ path, text: notOneOf(type, columnWords), hint: oneOfHint(type, columnWords) }];
}
