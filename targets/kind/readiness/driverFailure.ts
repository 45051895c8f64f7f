/** Failure of the Spark driver: problems that the runner reports itself go before whatever the operator saw. */
import { CourantError } from '../../../chain/errors.ts';
import { loggedFailure } from '../../loggedFailure.ts';
import { hintFor, knownTroubles } from '../knownTroubles.ts';

/** @param lines the last ones that the driver printed */
export function driverFailure(lines: readonly string[], sinceMs: number): CourantError | undefined {
  const reported = loggedFailure(lines, sinceMs);
  const left = 'everything was kept so that you can look';
  if (reported !== undefined) return new CourantError({ ...reported, left });
  const known = lines.filter((line) => knownTroubles.some(({ pattern }) => pattern.test(line)));
  if (known.length === 0) return undefined;
  return new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: 'the Spark driver does not run',
    details: known.slice(-3).map((line) => line.slice(0, 300)),
    left,
    hint: hintFor(known.join('\n')),
  });
}
