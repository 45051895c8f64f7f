/** Letting a query start over in the cluster. */
import { CourantError } from '../../chain/errors.ts';
import type { Site } from './site.ts';

/** @throws CourantError COURANT_USAGE: not there yet */
export function resetQuery({ namespace }: Site, query: string): Promise<void> {
  return Promise.reject(
    new CourantError({
      code: 'COURANT_USAGE',
      message: `"${query}" cannot be reset on kind`,
      details: [`its checkpoint lies on a volume of namespace "${namespace}"`],
      left: 'nothing was changed',
      hint: 'start the whole chain over: courant down --keep-cluster, then courant up --target kind',
    }),
  );
}
