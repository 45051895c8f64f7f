/** Errors of a run that could not deliver everything. */
import { CourantError } from '../chain/errors.ts';
import { topicNames } from '../chain/names.ts';
import type { GenerateSummary } from './events.ts';
import type { Rejection } from './lanes/sender.ts';

/** Why nothing more could be sent. */
export function fatalError({ verdict, seen }: Rejection, acknowledged: number): CourantError {
  const details = [seen, `acknowledged before that: ${acknowledged} readings`];
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

/** @returns the error of a run after which readings are unaccounted for, or were never sent */
export function deliveryError(summary: GenerateSummary): CourantError | undefined {
  const { unknown, unsent, acknowledged } = summary;
  if (unknown + unsent === 0) return undefined;
  const what = [
    ...(unknown > 0 ? [`${unknown} readings were not acknowledged in time`] : []),
    ...(unsent > 0 ? [`${unsent} readings were never sent`] : []),
  ];
  return new CourantError({
    code: 'COURANT_SEND_FAILED',
    message: what.join(', '),
    details: [`acknowledged before that: ${acknowledged} readings`],
    hint: 'see whether the broker runs: courant status',
  });
}
