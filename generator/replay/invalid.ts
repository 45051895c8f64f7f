/** What is wrong with files to replay, as errors. */
import { CourantError } from '../../chain/errors.ts';
import type { CourantErrorFields } from '../../chain/errors.ts';

/** COURANT_REPLAY_INVALID. */
export function invalid({
  left = 'nothing was sent',
  ...rest
}: Omit<CourantErrorFields, 'code'>): CourantError {
  return new CourantError({ code: 'COURANT_REPLAY_INVALID', left, ...rest });
}

const mostShown = 10;

/** Several files' problems as one error, so that all are mended at once. */
export function together(problems: readonly CourantError[]): CourantError {
  if (problems.length === 1 && problems[0] !== undefined) return problems[0];
  const shown = problems.slice(0, mostShown).flatMap(lines);
  const more = problems.length - mostShown;
  return invalid({
    message: `${problems.length} files cannot be replayed`,
    details: more > 0 ? [...shown, `and ${more} more`] : shown,
    hint: 'mend the files named, or name others in generator.source.files',
  });
}

function lines({ message, details, hint }: CourantError): string[] {
  return [message, ...[...details, ...(hint === undefined ? [] : [`→ ${hint}`])].map(indent)];
}

function indent(line: string): string {
  return `  ${line}`;
}
