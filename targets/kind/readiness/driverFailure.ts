/** Failure of a runner: problems that it reports itself go before whatever its operator saw. */
import { CourantError } from '../../../chain/errors.ts';
import { loggedFailure } from '../../loggedFailure.ts';
import { hintFor, knownTroubles } from '../knownTroubles.ts';

/**
 * @param lines the last ones that the runner printed
 * @param what it is, for the message
 */
export function driverFailure(
  lines: readonly string[],
  sinceMs: number,
  what = 'the Spark driver',
): CourantError | undefined {
  const reported = loggedFailure(lines, sinceMs);
  const left = 'everything was kept so that you can look';
  if (reported !== undefined) return new CourantError({ ...reported, left });
  const known = lines.filter((line) => knownTroubles.some(({ pattern }) => pattern.test(line)));
  if (known.length === 0) return undefined;
  return new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: `${what} does not run`,
    details: known.slice(-3).map((line) => line.slice(0, 300)),
    left,
    hint: hintFor(known.join('\n')),
  });
}
