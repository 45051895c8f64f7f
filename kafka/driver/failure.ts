/** Failures of kafkajs, as errors that a user can act on. */
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../connection.ts';

/** The fields of kafkajs's errors that tell what happened. */
interface ClientError {
  readonly name: string;
  readonly message: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly cause?: unknown;
}

/** Kafka's codes of refused access: topic, group, cluster and transactional id authorization, and SASL failure. */
const deniedCodes = new Set<unknown>([29, 30, 31, 53, 58]);
const deniedTypes = /AUTHORIZATION_FAILED|SASL_AUTHENTICATION_FAILED/;

/** kafkajs's error and those that it wraps, the innermost last. */
function chainOf(thrown: unknown): ClientError[] {
  const errors: ClientError[] = [];
  for (let error = thrown; error instanceof Error && errors.length < 8; error = error.cause) {
    errors.push(error as ClientError);
    if (error instanceof AggregateError || hasErrors(error)) errors.push(...error.errors);
  }
  return errors;
}

function hasErrors(error: Error): error is Error & { errors: ClientError[] } {
  return Array.isArray((error as { errors?: unknown }).errors);
}

/** What went wrong at the bottom of what kafkajs wraps. */
export function messageOf(thrown: unknown): string {
  return chainOf(thrown).at(-1)?.message ?? String(thrown);
}

/** The broker refused, rather than failed to answer. */
export function isDenied(thrown: unknown): boolean {
  return chainOf(thrown).some(
    ({ name, type, code, message }) =>
      name === 'KafkaJSSASLAuthenticationError' ||
      deniedCodes.has(code) ||
      deniedTypes.test(type ?? '') ||
      /SASL .*authentication failed/i.test(message),
  );
}

/** Kafka's codes of records that it will never take: too large, a bad timestamp, a policy, not valid. */
const refusedTypes =
  /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_TIMESTAMP|POLICY_VIOLATION|INVALID_RECORD)$/;

/** The broker will never take these records. */
export function isRefused(thrown: unknown): boolean {
  return chainOf(thrown).some(({ type }) => refusedTypes.test(type ?? ''));
}

/** A failure of the connection, which may pass: a broker that restarts, a leader that moves. */
export function isTransient(thrown: unknown): boolean {
  if (thrown instanceof CourantError || isDenied(thrown)) return false;
  return chainOf(thrown).some(
    ({ name, message, code }) =>
      /^KafkaJS(Connection|RequestTimeout|NumberOfRetries|Broker|LockTimeout|Metadata|LeaderMoved|Protocol)/.test(
        name,
      ) ||
      message === 'Broker not connected' ||
      /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN/.test(String(code ?? message)),
  );
}

/** Turns what kafkajs threw into a CourantError with the addresses that were tried; ours pass unchanged. */
export function kafkaError(
  thrown: unknown,
  connection: KafkaConnection,
  doing: string,
): CourantError {
  if (thrown instanceof CourantError) return thrown;
  const servers = connection.bootstrapServers.join(', ');
  const details = [messageOf(thrown)];
  if (isDenied(thrown)) {
    return new CourantError({
      code: 'COURANT_KAFKA_DENIED',
      message: `Kafka at ${servers} refused ${doing}`,
      details,
      hint: "check the user's credentials and its access rules",
      cause: thrown,
    });
  }
  const isAway = isTransient(thrown);
  return new CourantError({
    code: isAway ? 'COURANT_KAFKA_UNREACHABLE' : 'COURANT_INTERNAL',
    message: `Kafka at ${servers} ${isAway ? 'could not be reached' : 'gave an error'} while ${doing}`,
    details,
    hint: isAway ? 'see whether the chain runs: courant status' : 'run it again with --verbose',
    cause: thrown,
  });
}
