/** Refusals of the cluster's API, as errors. */
import { CourantError } from '../../../chain/errors.ts';
import { hintFor } from '../knownTroubles.ts';
import { nameOf } from './objects.ts';
import type { KubeObject } from './objects.ts';

/** An answer of the API that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;
  /** Whether an earlier try of the same may have been carried out. */
  readonly isAgain: boolean;

  constructor(status: number, { reason, message, isAgain = false }: Answer) {
    super(message ?? reason ?? `HTTP ${status}`);
    this.status = status;
    this.reason = reason ?? '';
    this.isAgain = isAgain;
  }
}

interface Answer {
  readonly reason?: string;
  readonly message?: string;
  readonly isAgain?: boolean;
}

export function unreachable(server: string, cause: unknown): CourantError {
  return new CourantError({
    code: 'COURANT_CLUSTER_UNREACHABLE',
    message: `the cluster at ${server} does not answer`,
    details: [cause instanceof Error ? cause.message : String(cause)],
    hint: 'see whether its containers run: docker ps',
    cause,
  });
}

export function refused(object: KubeObject, error: ApiError): CourantError {
  const isUnknown = error.status === 404;
  return new CourantError({
    code: 'COURANT_CLUSTER_REFUSED',
    message: `the cluster refused ${nameOf(object)}`,
    details: [
      isUnknown
        ? `it does not know ${object.apiVersion} ${object.kind}: the operator's CRDs are missing, or of another version`
        : error.message,
    ],
    left: 'what was applied before it was kept',
    hint: isUnknown
      ? 'see which operators are there: courant doctor --target kind'
      : hintFor(error.message),
    cause: error,
  });
}
