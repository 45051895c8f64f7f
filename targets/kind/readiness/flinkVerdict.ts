/** Verdicts on Flink's queries, each a FlinkDeployment. Pure. */
import { hintFor, reasonLines } from '../knownTroubles.ts';
import { flinkStatus, isObserved, kinds, nameOf } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import { podsVerdict } from './podTroubles.ts';
import { allOf, failed, ready, waiting } from './verdicts.ts';
import type { Verdict } from './verdicts.ts';
import type { Objects } from './watchedNamespace.ts';

/** Ready is a query whose job runs; what its operator gives up, and a pod that cannot run, has failed. */
export function flinkVerdict(deployment: KubeObject | undefined, name: string): Verdict {
  if (deployment === undefined) return waiting(`FlinkDeployment ${name} is not there yet`);
  if (!isObserved(deployment)) {
    return waiting(`${nameOf(deployment)}: the operator has not looked at it yet`);
  }
  const { lifecycleState = 'new', jobManagerDeploymentStatus, jobStatus } = flinkStatus(deployment);
  const said = flinkReasons(deployment);
  // It waits for a person then, whatever it calls the state of the deployment.
  const isLeft = said.some((line) => /manual restore required/i.test(line));
  if (lifecycleState === 'FAILED' || isLeft) {
    const hint = hintFor(said.join('\n')) ?? 'see what it printed: courant logs flink';
    return failed(`${nameOf(deployment)} has failed`, said, hint);
  }
  const isRunning = jobStatus?.state === 'RUNNING' && jobManagerDeploymentStatus === 'READY';
  if (isRunning) return ready;
  const job = jobStatus?.state === undefined ? '' : `, its job ${jobStatus.state}`;
  const detail = said.length === 0 ? '' : `: ${said[0]}`;
  return waiting(`${nameOf(deployment)} is ${lifecycleState}${job}${detail}`);
}

/** What the operator says of a deployment that does not do: an exception of its own, as JSON. */
export function flinkReasons(deployment: KubeObject): string[] {
  const { error = '' } = flinkStatus(deployment);
  if (error === '') return [];
  try {
    const { message, throwableList = [] } = JSON.parse(error) as {
      message?: string;
      throwableList?: readonly { message?: string }[];
    };
    const all = [message, ...throwableList.map((thrown) => thrown.message)];
    return reasonLines(all.filter(Boolean).join('\n'));
  } catch {
    return reasonLines(error);
  }
}

/** All queries of Flink: each with its pods, of which the first that cannot run decides. */
export function flinksVerdict(objects: Objects, names: readonly string[], nowMs: number): Verdict {
  return allOf(
    names.map((name) => {
      const verdict = flinkVerdict(objects.get(kinds.flinkDeployment, name), name);
      if (verdict.state !== 'waiting') return verdict;
      const pods = podsVerdict(objects, nowMs, new RegExp(`^${name}-`));
      return pods.state === 'failed' ? pods : verdict;
    }),
  );
}
