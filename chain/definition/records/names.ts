/** Names that the fields of an event may have: each becomes a column, and names of columns have no case. */
import { readingColumns } from '../../reading.ts';
import { quote } from '../../words/quote.ts';
import type { Problem } from '../problem.ts';
import { textProblem } from './values.ts';

/** What `window(…)` and `session_window(…)` are called in a query that groups by them. */
const ofFunctions = ['window', 'session_window'];
/** Columns that the runner carries beside a query's own begin so. */
const ofRunner = 'courant ';

/** @param path where the names stand */
export function columnNameProblems(
  names: readonly string[],
  path: readonly PropertyKey[],
): Problem[] {
  return names.flatMap((name, index) => {
    const problem = nameProblem(name, names.slice(0, index)) ?? takenProblem(name.toLowerCase());
    return problem === undefined ? [] : [{ path: [...path, name], ...problem }];
  });
}

/** The same of fields within an object, which share no view with anything. */
export function innerNameProblems(
  names: readonly string[],
  path: readonly PropertyKey[],
): Problem[] {
  return names.flatMap((name, index) => {
    const problem = nameProblem(name, names.slice(0, index));
    return problem === undefined ? [] : [{ path: [...path, name], ...problem }];
  });
}

type Told = Omit<Problem, 'path'>;

function nameProblem(name: string, before: readonly string[]): Told | undefined {
  const text = name === '' ? 'it has no name' : textProblem(name);
  if (text !== undefined) return { text, hint: 'name it otherwise' };
  const folded = name.toLowerCase();
  const twin = before.find((other) => other.toLowerCase() === folded);
  if (twin === undefined) return undefined;
  return {
    text: `${quote(twin)} is the same column: names of columns have no case`,
    hint: 'name one of them otherwise',
  };
}

function takenProblem(folded: string): Told | undefined {
  const hint = `name it otherwise, like "event_${folded}"`;
  if (readingColumns.some((column) => column === folded)) {
    return { text: `"${folded}" is a column of the view readings already`, hint };
  }
  if (ofFunctions.includes(folded)) {
    return { text: `"${folded}" is what a query calls the windows that it groups by`, hint };
  }
  if (!folded.startsWith(ofRunner)) return undefined;
  return {
    text: `names that begin with "${ofRunner}" are the runner's`,
    hint: 'name it otherwise',
  };
}
