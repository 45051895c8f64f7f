/** The outputs that pages show, each under a comment that names its command, and what of them is the same in every run. */
import { readFileSync } from 'node:fs';

export interface Shown {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

export function shownOutputs(pages: readonly string[]): Shown[] {
  return pages.flatMap((page): Shown[] =>
    [...readFileSync(page, 'utf8').matchAll(/<!-- output: (.*?) -->\s*```\n([\s\S]*?)```/g)].map(
      ([, command, output]) => ({ page, command: command!, output: output! }),
    ),
  );
}

/** Lines without what differs from run to run: tokens, numbers, and the blanks that align them. */
export function shape(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/#[0-9a-f]{32}$/, '#TOKEN')
        .replace(/\d[\d,.:]*/g, '#')
        .replace(/\d*m? ?#m?s\b/g, '#s')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}
