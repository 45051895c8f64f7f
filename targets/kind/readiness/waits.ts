/** The waits of `up`, in the order in which one thing needs the other. */
import { clusterCaSecret } from '../../../chain/names.ts';
import type { kubernetesNames } from '../../../chain/names.ts';
import { inStep } from '../../steps.ts';
import type { OperationOptions } from '../../target.ts';
import type { Api } from '../api/api.ts';
import { driverFailure } from './driverFailure.ts';
import { notReady, podsVerdict } from './podTroubles.ts';
import { LogTail, withLogTail } from './podLogTail.ts';
import { applicationStatus, isObserved, kinds } from '../api/objects.ts';
import type { Kind, KubeObject } from '../api/objects.ts';
import {
  allOf,
  applicationVerdict,
  deploymentVerdict,
  presenceVerdict,
  strimziVerdict,
  waiting,
} from './verdicts.ts';
import type { ApplicationBaseline, Verdict } from './verdicts.ts';
import type { Objects, WatchedNamespace } from './watchedNamespace.ts';

/** Generous: two busy cores take minutes for what four quiet ones do in one. What cannot heal fails before. */
const deadlines = {
  kafka: 600_000,
  topics: 180_000,
  generator: 300_000,
  spark: 420_000,
} as const;

/** Kinds that the waits of `up` judge by. */
export const watchedKinds = [
  kinds.pod,
  kinds.event,
  kinds.kafka,
  kinds.topic,
  kinds.user,
  kinds.secret,
  kinds.deployment,
  kinds.replicaSet,
  kinds.sparkApplication,
  kinds.flinkDeployment,
];

export interface Waiting extends OperationOptions {
  readonly api: Api;
  readonly view: WatchedNamespace;
  /** Of the objects of the chain. */
  readonly names: ReturnType<typeof kubernetesNames>;
}

interface Wait {
  readonly title: string;
  readonly what: string;
  readonly deadlineMs: number;
  readonly judge: (objects: Objects, nowMs: number) => Verdict;
  /** Pods that what is waited for consists of. */
  readonly pods: RegExp;
  readonly hint?: string;
}

/** @returns whether there was anything to wait for */
export async function waitUntil(
  { api, names, view, report, signal }: Waiting,
  { title, pods, judge, ...wait }: Wait,
): Promise<boolean> {
  // What is so already is not worth a line.
  if (judge(view, Date.now()).state === 'ready') return false;
  const ownPods = { api, namespace: names.namespace, objects: view, only: pods };
  const tail = new LogTail(ownPods);
  const judgeWithTail = (objects: Objects, nowMs: number): Verdict =>
    withTail(judge(objects, nowMs), tail.line(nowMs));
  return inStep(report, title, async (step) => {
    const until = { ...wait, judge: judgeWithTail, step, signal, evidence };
    await view.until(until).catch(async (error: unknown) => {
      throw await withLogTail(error, ownPods);
    });
    return true;
  });
}

function withTail(verdict: Verdict, line: string): Verdict {
  if (verdict.state !== 'waiting' || line === '') return verdict;
  return waiting(`${verdict.why} · ${line}`);
}

function evidence(objects: Objects): string[] {
  return notReady(objects, Date.now());
}

/** What a condition says is told; a pod that cannot run is told instead, and first. */
function withPods(objects: Objects, nowMs: number, only: RegExp, verdict: Verdict): Verdict {
  if (verdict.state !== 'waiting') return verdict;
  const pods = podsVerdict(objects, nowMs, only);
  if (pods.state === 'failed') return pods;
  const [first] = notReady(objects, nowMs).filter((line) => only.test(line));
  return first === undefined ? verdict : waiting(first);
}

/** @param objects of the chain, as they were applied */
export async function waitForKafka(
  waiting: Waiting,
  objects: readonly KubeObject[],
): Promise<void> {
  const { kafka } = waiting.names;
  const namesOf = ({ kind }: Kind): string[] =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  const users = namesOf(kinds.user);
  const own = new RegExp(`\\b${kafka}-(?!generator|queries|flink)`);
  await waitUntil(waiting, {
    title: 'waiting for Kafka',
    what: `Kafka "${kafka}"`,
    deadlineMs: deadlines.kafka,
    pods: own,
    judge: (objects, nowMs) =>
      withPods(
        objects,
        nowMs,
        own,
        strimziVerdict(objects.get(kinds.kafka, kafka), `Kafka ${kafka}`),
      ),
  });
  await waitUntil(waiting, {
    title: 'waiting for topics, users and their secrets',
    what: 'a topic, a user or a secret',
    deadlineMs: deadlines.topics,
    pods: own,
    judge: (objects) =>
      allOf([
        ...namesOf(kinds.topic).map((name) =>
          strimziVerdict(objects.get(kinds.topic, name), `topic ${name}`),
        ),
        ...users.map((name) => strimziVerdict(objects.get(kinds.user, name), `user ${name}`)),
        // Pods mount them; a pod that starts before is only started again later.
        ...[...users, clusterCaSecret(kafka)].map((name) =>
          presenceVerdict(objects.get(kinds.secret, name), `secret ${name}`),
        ),
      ]),
    hint: 'see what the entity operator printed: courant logs kafka',
  });
}

export async function waitForGenerator(waiting: Waiting): Promise<boolean> {
  const { generator } = waiting.names;
  return waitUntil(waiting, {
    title: 'waiting for the generator',
    what: `the generator "${generator}"`,
    deadlineMs: deadlines.generator,
    pods: new RegExp(`\\b${generator}-`),
    judge: (objects, nowMs) => generatorVerdict(objects, generator, nowMs),
    hint: 'see what it printed: courant logs generator',
  });
}

/** Pods of an earlier definition, which may crash until they are replaced, are not judged. */
export function generatorVerdict(objects: Objects, name: string, nowMs: number): Verdict {
  const verdict = deploymentVerdict(objects.get(kinds.deployment, name), name);
  const current = currentReplicaSet(objects, name);
  if (current === undefined) return verdict;
  return withPods(objects, nowMs, new RegExp(`\\b${current}-`), verdict);
}

const revision = 'deployment.kubernetes.io/revision';

/** Name of the ReplicaSet that a Deployment's pods belong to as it is defined now; `undefined` until there is one. */
function currentReplicaSet(objects: Objects, deployment: string): string | undefined {
  const live = objects.get(kinds.deployment, deployment);
  const wanted = live?.metadata.annotations?.[revision];
  if (live === undefined || wanted === undefined || !isObserved(live)) return undefined;
  return objects
    .all(kinds.replicaSet)
    .map(({ metadata }) => metadata)
    .find(
      ({ name, annotations }) =>
        name.startsWith(`${deployment}-`) && annotations?.[revision] === wanted,
    )?.name;
}

/** What was known of the SparkApplication before it was applied. */
export interface SubmissionBefore extends ApplicationBaseline {
  readonly submissionId: string | undefined;
  /** True where its spec was changed: then the driver that runs is the old one. */
  readonly isChanged: boolean;
}

export async function waitForSpark(waiting: Waiting, before: SubmissionBefore): Promise<boolean> {
  const { api, names } = waiting;
  const { queries, namespace } = names;
  const sinceMs = Date.now();
  try {
    return await waitUntil(waiting, {
      title: 'waiting for Spark',
      what: `SparkApplication "${queries}"`,
      deadlineMs: deadlines.spark,
      pods: new RegExp(`\\b${queries}-`),
      judge: (objects, nowMs) => sparkVerdict(objects, { name: queries, before, nowMs }),
      hint: 'see what the driver printed: courant logs spark',
    });
  } catch (error) {
    const said = await api.lastLines(namespace, `${queries}-driver`, { tailLines: '200' });
    throw driverFailure(said, sinceMs) ?? error;
  }
}

export function sparkVerdict(
  objects: Objects,
  { name, before, nowMs }: { name: string; before: SubmissionBefore; nowMs: number },
): Verdict {
  const application = objects.get(kinds.sparkApplication, name);
  const { submissionID } = applicationStatus(application);
  if (before.isChanged && submissionID !== undefined && submissionID === before.submissionId) {
    return waiting(`SparkApplication ${name} was changed and is not submitted yet`);
  }
  const executors = objects
    .all(kinds.pod)
    .filter(({ metadata }) => metadata.labels?.['spark-role'] === 'executor');
  const verdict = applicationVerdict(application, { name, baseline: before, executors });
  return withPods(objects, nowMs, new RegExp(`\\b${name}-`), verdict);
}
