/** The question before something is deleted. */
import { CourantError } from '../../chain/errors.ts';
import type { Output } from './output.ts';

interface Question {
  /** What will happen, before the question. */
  readonly lines: readonly string[];
  readonly question: string;
  /** What to type where nobody can be asked. */
  readonly otherwise: string;
}

/** Returns when the answer was yes. @throws CourantError COURANT_NOT_CONFIRMED */
export async function confirm(output: Output, asked: Question): Promise<void> {
  const { lines, question, otherwise } = asked;
  if (!output.canAsk) {
    throw new CourantError({
      code: 'COURANT_NOT_CONFIRMED',
      message: 'this deletes data, and there is no terminal to ask on',
      details: lines,
      left: 'nothing was changed',
      hint: otherwise,
    });
  }
  output.notes(lines);
  const { confirm: ask } = await import('@clack/prompts');
  const answer = await ask({
    message: question,
    initialValue: false,
    output: output.terminal('stderr'),
  });
  if (answer === true) return;
  throw new CourantError({
    code: 'COURANT_NOT_CONFIRMED',
    message: 'not confirmed',
    left: 'nothing was changed',
  });
}
