/** Verdicts on readiness, from objects alone: pure, so that each case is tested without a cluster. */
import { CourantError } from '../../../chain/errors.ts';
import { hintFor } from '../knownTroubles.ts';
import { reasonLines } from '../knownTroubles.ts';
import { applicationStatus, conditionOf, isObserved, nameOf, podStatus } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';

export type Verdict =
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly why: string }
  | { readonly state: 'failed'; readonly error: CourantError };

export const ready: Verdict = { state: 'ready' };

export function waiting(why: string): Verdict {
  return { state: 'waiting', why };
}

export function failed(message: string, details: readonly string[], hint?: string): Verdict {
  return {
    state: 'failed',
    error: new CourantError({
      code: 'COURANT_LEG_FAILED',
      message,
      details,
      left: 'everything was kept so that you can look',
      hint,
    }),
  };
}

/** The first that is not ready decides; a failure goes before what is only not ready yet. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find(({ state }) => state === 'failed') ??
    verdicts.find(({ state }) => state === 'waiting') ??
    ready
  );
}

/** Reasons of Strimzi's condition Ready that no waiting heals. */
const finalReasons: Readonly<Record<string, string>> = {
  NotSupported: 'put back what was changed, or start anew: courant down, then courant up',
  InvalidResourceException: 'the message names the field',
  InvalidConfigurationException: 'the message names the field',
  UnsupportedKafkaVersionException: 'use the Strimzi that belongs to this version of courant',
  KafkaUpgradeException: 'use the Strimzi that belongs to this version of courant',
  ResourceConflict: 'delete one of the two objects that stand for the same topic',
};

/** An object of Strimzi: Kafka, node pool, topic or user. */
export function strimziVerdict(object: KubeObject | undefined, name: string): Verdict {
  if (object === undefined) return waiting(`${name} is not there yet`);
  const condition = conditionOf(object, 'Ready');
  const notReady = conditionOf(object, 'NotReady') ?? condition;
  if (!isObserved(object)) {
    return waiting(`${nameOf(object)}: the operator has not looked at it yet`);
  }
  if (condition?.status === 'True') return ready;
  const { reason = '', message } = notReady ?? {};
  const said = [reason, message].filter(Boolean).join(': ');
  const hint = finalReasons[reason];
  if (hint !== undefined) return failed(`${nameOf(object)} is refused by Strimzi`, [said], hint);
  return waiting(`${nameOf(object)}${said === '' ? ' is being made' : `: ${said}`}`);
}

export function presenceVerdict(object: KubeObject | undefined, name: string): Verdict {
  return object === undefined ? waiting(`${name} is not there yet`) : ready;
}

interface DeploymentFields {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly replicas?: number;
  };
}

export function deploymentVerdict(object: KubeObject | undefined, name: string): Verdict {
  if (object === undefined) return waiting(`${name} is not there yet`);
  const { spec, status } = object as DeploymentFields;
  const wanted = spec?.replicas ?? 1;
  if (!isObserved(object)) return waiting(`${nameOf(object)}: its change was not seen yet`);
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return failed(`${nameOf(object)} does not come up`, [progressing.message ?? '']);
  }
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
  const isComplete = updatedReplicas >= wanted && replicas === updatedReplicas;
  if (isComplete && availableReplicas >= wanted) return ready;
  return waiting(`${nameOf(object)}: ${availableReplicas} of ${wanted} replicas available`);
}

/** A webhook before which an apply fails: its certificate is there, and somebody answers. */
export function webhookVerdict(
  configuration: KubeObject | undefined,
  slices: readonly KubeObject[],
): Verdict {
  const { webhooks = [] } = (configuration ?? {}) as {
    webhooks?: readonly { clientConfig?: { caBundle?: string } }[];
  };
  if (webhooks.length === 0) return waiting('the webhook of the Spark operator is not there yet');
  if (!webhooks.every(({ clientConfig }) => clientConfig?.caBundle)) {
    return waiting('the webhook of the Spark operator has no certificate yet');
  }
  const endpoints = slices.flatMap(
    (slice) =>
      (slice as { endpoints?: readonly { conditions?: { ready?: boolean } }[] }).endpoints ?? [],
  );
  if (endpoints.some(({ conditions }) => conditions?.ready === true)) return ready;
  return waiting('the webhook of the Spark operator has no ready endpoint yet');
}

/** What was known of an application when the wait began: attempts of earlier runs do not count. */
export interface ApplicationBaseline {
  readonly executionAttempts: number;
  readonly submissionAttempts: number;
}

const attemptsAllowed = 2;

/**
 * Under `restartPolicy: Always` no state is final: the operator submits again for ever. Two submissions that failed, or
 * two drivers that ended without a micro-batch, are what does not heal by itself.
 */
export function applicationVerdict(
  application: KubeObject | undefined,
  {
    name,
    baseline,
    executors,
  }: {
    readonly name: string;
    readonly baseline: ApplicationBaseline;
    readonly executors: readonly KubeObject[];
  },
): Verdict {
  if (application === undefined) return waiting(`SparkApplication ${name} is not there yet`);
  const status = applicationStatus(application);
  const { state = '', errorMessage = '' } = status.applicationState ?? {};
  const said = reasonLines(errorMessage);
  const attempts = attemptsSince(status, baseline);
  if (/FAILED/.test(state) && attempts.submissions >= attemptsAllowed) {
    return failed(
      `SparkApplication ${name} could not be submitted ${attemptsAllowed} times`,
      said,
      hintFor(errorMessage),
    );
  }
  if (/FAIL|PENDING_RERUN/.test(state) && attempts.executions >= attemptsAllowed) {
    return failed(
      `the driver of SparkApplication ${name} ended ${attemptsAllowed} times without a micro-batch`,
      said,
      hintFor(errorMessage) ?? 'see what it printed: courant logs spark',
    );
  }
  if (state !== 'RUNNING') {
    const detail = said.length === 0 ? '' : `: ${said[0]}`;
    return waiting(`SparkApplication ${name} is ${state === '' ? 'new' : state}${detail}`);
  }
  if (executors.some((pod) => podStatus(pod).phase === 'Running')) return ready;
  return waiting(`SparkApplication ${name} runs, its executor is not there yet`);
}

function attemptsSince(
  { executionAttempts = 0, submissionAttempts = 0 }: ReturnType<typeof applicationStatus>,
  baseline: ApplicationBaseline,
): { executions: number; submissions: number } {
  // A counter that went back was begun anew, with another spec.
  const since = (now: number, then: number): number => (now < then ? now : now - then);
  return {
    executions: since(executionAttempts, baseline.executionAttempts),
    submissions: since(submissionAttempts, baseline.submissionAttempts),
  };
}
