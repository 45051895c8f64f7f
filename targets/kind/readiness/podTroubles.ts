/** Troubles that keep pods from running, and which of them do not heal. Pure: objects and the time come in. */
import { hintFor } from '../knownTroubles.ts';
import { containersOf, isReadyPod, kinds, nameOf, podStatus } from '../api/objects.ts';
import type { ContainerStatus, EventFields, KubeObject } from '../api/objects.ts';
import type { Objects } from './watchedNamespace.ts';
import { failed, ready } from './verdicts.ts';
import type { Verdict } from './verdicts.ts';

/** A pod that cannot be placed may only wait for the one that it replaces; after this it does not. */
const placingPatienceMs = 15_000;
/** A first crash may come from what is not there yet; the second says the same. */
const crashesAllowed = 2;

const imageReasons = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
]);

interface Trouble {
  /** True where no waiting heals it. */
  readonly isFinal: boolean;
  readonly text: string;
}

/** The first pod that cannot run by itself; `ready` where there is none. */
export function podsVerdict(objects: Objects, nowMs: number, only?: RegExp): Verdict {
  const pods = objects.all(kinds.pod).filter(({ metadata }) => only?.test(metadata.name) ?? true);
  const isLeaving = pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  for (const pod of pods) {
    const trouble = troubleOf(pod, nowMs, isLeaving);
    if (trouble?.isFinal !== true) continue;
    const event = lastWarning(objects.all(kinds.event), pod.metadata.name);
    const details = event === undefined || saysTheSame(trouble.text, event) ? [] : [event];
    const hint = hintFor([trouble.text, ...details].join('\n'));
    return failed(`${nameOf(pod)} cannot run`, [trouble.text, ...details], hint);
  }
  return ready;
}

/** An event often repeats what the pod's condition says, with another reason before it. */
function saysTheSame(text: string, event: string): boolean {
  return text.includes(event.slice(event.indexOf(': ') + 2, 200));
}

/** Why a pod does not run; `undefined` while it does, or starts as it should. */
export function troubleOf(
  pod: KubeObject,
  nowMs: number,
  isOtherLeaving: boolean,
): Trouble | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  const { conditions = [], phase, message, reason } = podStatus(pod);
  const placed = conditions.find(({ type }) => type === 'PodScheduled');
  if (placed?.status === 'False' && placed.reason === 'Unschedulable') {
    const waitedMs = nowMs - Date.parse(placed.lastTransitionTime ?? '');
    return {
      isFinal: !isOtherLeaving && waitedMs > placingPatienceMs,
      text: `Unschedulable: ${placed.message ?? ''}`,
    };
  }
  for (const container of containersOf(pod)) {
    const trouble = containerTrouble(container);
    if (trouble !== undefined) return trouble;
  }
  // Of a node that was restarted it gives neither, and an empty message.
  const why = [message, reason].find(Boolean) ?? 'Kubernetes gives no reason';
  return phase === 'Failed' ? { isFinal: false, text: `Failed: ${why}` } : undefined;
}

function containerTrouble(container: ContainerStatus): Trouble | undefined {
  const { waiting } = container.state ?? {};
  const reason = waiting?.reason ?? '';
  if (imageReasons.has(reason)) {
    return { isFinal: true, text: `${reason}: ${waiting?.message ?? container.image ?? ''}` };
  }
  if (reason === 'CrashLoopBackOff') {
    return {
      isFinal: container.restartCount >= crashesAllowed,
      text: `CrashLoopBackOff: ${endSentence(container)}`,
    };
  }
  if (/^(CreateContainer|RunContainer)/.test(reason)) {
    return { isFinal: false, text: `${reason}: ${waiting?.message ?? ''}` };
  }
  return undefined;
}

/** `container generator ended with 2`, `OOMKilled`. Kubernetes keeps the end of the last time alone. */
export function endSentence({ name, lastState, restartCount }: ContainerStatus): string {
  const ended = lastState?.terminated;
  const isOnce = restartCount === 1;
  const again = isOnce ? 'once' : `${restartCount} times`;
  if (ended === undefined) return `container ${name} was started again ${again}`;
  const times = isOnce ? 'once' : `the last of ${restartCount} times`;
  const { reason, exitCode, message } = ended;
  const how = reason === 'OOMKilled' ? 'was OOMKilled' : `ended with ${exitCode ?? '?'}`;
  const last = message?.trim().split('\n').at(-1);
  return `container ${name} ${how} ${times}${last ? `: ${last.slice(0, 200)}` : ''}`;
}

/** The last warning about an object; events of long ago are not about now. */
export function lastWarning(events: readonly KubeObject[], name: string): string | undefined {
  const own = events
    .map((event) => event as KubeObject & EventFields)
    .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject?.name === name)
    .sort((a, b) => timeOf(a) - timeOf(b));
  const last = own.at(-1);
  return last === undefined ? undefined : `${last.reason ?? ''}: ${oneLine(last.message ?? '')}`;
}

function timeOf({ lastTimestamp, eventTime, metadata }: KubeObject & EventFields): number {
  return Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '') || 0;
}

/** Kafka's probe of readiness is curl: its table of progress, printed before what it says, is left out. */
function oneLine(text: string): string {
  const words = text.replace(/\s+/g, ' ').replace(/% Total .*?(?=curl: |$)/, '');
  return words.trim().slice(0, 300);
}

/** Of each pod that is not ready one line: what it waits for. */
export function notReady(objects: Objects, nowMs: number): string[] {
  return objects.all(kinds.pod).flatMap((pod) => {
    const { phase = 'Pending' } = podStatus(pod);
    if (isReadyPod(pod)) return [];
    if (phase === 'Succeeded') return [];
    const waits = containersOf(pod).flatMap(({ state }) => state?.waiting?.reason ?? []);
    const why =
      troubleOf(pod, nowMs, false)?.text ??
      lastWarning(objects.all(kinds.event), pod.metadata.name) ??
      waits[0];
    return [`pod ${pod.metadata.name} ${phase}${why === undefined ? '' : `, ${why}`}`];
  });
}
