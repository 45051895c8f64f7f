/** Validation problems in the user's own words, with a did-you-mean for misspelt fields. */
import type { z } from 'zod';

/** Problems as printable lines (a problem, and below it an arrow with the edit), and how many there are. */
export function describeProblems(
  issues: readonly z.core.$ZodIssue[],
  written: unknown,
): { count: number; lines: string[] } {
  const problems = issues.flatMap((issue) => problemsOf(issue, written));
  const lines = problems.flatMap((problem) =>
    problem.hint === undefined ? [problem.text] : [problem.text, `  → ${problem.hint}`],
  );
  return { count: problems.length, lines };
}

interface Problem {
  readonly text: string;
  readonly hint?: string;
}

function problemsOf(issue: z.core.$ZodIssue, written: unknown): Problem[] {
  return [{ text: `${issue.path.join('.')}: ${issue.message}` }].map((p) => ({
    ...p,
    written,
  })) as Problem[];
}
