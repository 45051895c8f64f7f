/** Errors of a run that could not deliver everything. */
import { CourantError } from '../chain/errors.ts';
import { topicNames } from '../chain/names.ts';
import { fenced } from '../kafka/fence.ts';
import type { Publisher } from './account/publisher.ts';
import type { GenerateSummary } from './events.ts';
import type { Rejection } from './lanes/sender.ts';

/** Why nothing more could be sent. */
export function fatalError(
  { verdict, seen }: Rejection,
  producer: string,
  acknowledged: number,
): CourantError {
  const details = [seen, `acknowledged before that: ${acknowledged} readings`];
  if (verdict === 'fenced') return fenced(producer, details);
  if (verdict === 'denied') {
    return new CourantError({
      code: 'COURANT_KAFKA_DENIED',
      message: `Kafka does not let this user write to "${topicNames.readings}"`,
      details,
      hint: "check the user's credentials and its access rules",
    });
  }
  if (verdict === 'topic gone') {
    return new CourantError({
      code: 'COURANT_TOPIC_UNKNOWN',
      message: `the topic "${topicNames.readings}" is gone`,
      details,
      hint: 'courant up declares the topics of a chain',
    });
  }
  return new CourantError({
    code: 'COURANT_INTERNAL',
    message: 'a lane to the broker ended unexpectedly',
    details,
    hint: 'run it again with --verbose and report what it prints',
  });
}

/** How much of the account was not written, and what was seen last. */
export type Unpublished = Pick<Publisher, 'unpublished' | 'seen'>;

/** @returns the error of a run after which readings are unaccounted for, or were never sent */
export function deliveryError(
  summary: GenerateSummary,
  { unpublished, seen }: Unpublished,
): CourantError | undefined {
  const { unknown, unsent, acknowledged } = summary;
  if (unknown + unsent + unpublished === 0) return undefined;
  const what = [
    ...(unknown > 0 ? [`${unknown} readings were not acknowledged in time`] : []),
    ...(unsent > 0 ? [`${unsent} readings were never sent`] : []),
    ...(unpublished > 0
      ? [`the account of ${unpublished} readings was not written to "${topicNames.progress}"`]
      : []),
  ];
  return new CourantError({
    code: 'COURANT_SEND_FAILED',
    message: what.join(', '),
    details: [
      ...(unpublished > 0 ? [seen] : []),
      `acknowledged before that: ${acknowledged} readings`,
    ],
    hint: 'see whether the broker runs: courant status',
  });
}
