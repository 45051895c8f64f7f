/** Meaning of kafkajs's errors to a lane. */
import { isDenied, messageOf } from '../../kafka/driver/failure.ts';
import { isFenced } from '../../kafka/driver/transactions.ts';
import type { Rejection, Verdict } from './sender.ts';

/** kafkajs called a send done without writing: its metadata does not know the partition. */
export class StaleMetadataError extends Error {
  constructor(partition: number) {
    super(`the client does not know partition ${partition}`);
  }
}

/** Kafka's error codes, as kafkajs names them, and what they mean for a send of one batch to one partition. */
const verdicts: Readonly<Record<string, Verdict>> = {
  MESSAGE_TOO_LARGE: 'too large', // 10
  RECORD_LIST_TOO_LARGE: 'too large', // 18
  INVALID_TIMESTAMP: 'refused', // 32
  POLICY_VIOLATION: 'refused', // 44
  INVALID_RECORD: 'refused', // 87
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'producer lost', // 45
  UNKNOWN_PRODUCER_ID: 'producer lost', // 59
  UNKNOWN_TOPIC_OR_PARTITION: 'topic gone', // 3
};

/**
 * Everything that is not named here is sent again: kafkajs rejects at once in cases where nothing is wrong with the
 * records (`Broker not connected`, ECONNREFUSED), and a repetition is recognised by the broker. What was seen is what lies
 * at the bottom: that a certificate is refused, and not that the broker could not be reached.
 */
export function judge(error: unknown): Rejection {
  const seen = messageOf(error);
  if (isDenied(error)) return { verdict: 'denied', seen };
  if (isFenced(error)) return { verdict: 'fenced', seen };
  if (error instanceof StaleMetadataError) return { verdict: 'stale', seen };
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { type } = cause as { type?: unknown };
    const verdict = typeof type === 'string' ? verdicts[type] : undefined;
    if (verdict !== undefined) return { verdict, seen };
  }
  return { verdict: 'again', seen };
}
