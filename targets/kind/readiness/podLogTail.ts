/** Last log lines of pods that do not run: for the error, and for whoever waits. */
import { CourantError } from '../../../chain/errors.ts';
import type { Api } from '../api/api.ts';
import { containersOf, isReadyPod, kinds, podStatus } from '../api/objects.ts';
import type { ContainerStatus, KubeObject } from '../api/objects.ts';
import type { Objects } from './watchedNamespace.ts';

const mostPods = 2;
const linesOfEach = 5;
const longest = 240;
/** A wait looks again at most this often. */
const againAfterMs = 5_000;

/** A container whose last lines may tell why its pod is not ready. */
interface LogSource {
  readonly pod: string;
  readonly container: string;
  /** It ended: what it printed is that of the run before. */
  readonly isPrevious: boolean;
}

/** Pods that something that is waited for consists of. */
interface PodsOfWait {
  readonly api: Api;
  readonly namespace: string;
  readonly objects: Objects;
  readonly only?: RegExp;
}

/** The first container of each pod that is not ready and has printed something. */
export function unreadyContainers(objects: Objects, only?: RegExp): LogSource[] {
  return objects
    .all(kinds.pod)
    .filter((pod) => !isReadyPod(pod) && podStatus(pod).phase !== 'Succeeded')
    .filter(({ metadata }) => only?.test(metadata.name) ?? true)
    .flatMap((pod) => unreadyContainer(pod) ?? [])
    .slice(0, mostPods);
}

function unreadyContainer(pod: KubeObject): LogSource | undefined {
  const container = containersOf(pod).find((status) => !isDone(status) && hasPrinted(status));
  if (container === undefined) return undefined;
  const isPrevious = container.state?.waiting !== undefined;
  return { pod: pod.metadata.name, container: container.name, isPrevious };
}

function isDone({ ready, state }: ContainerStatus): boolean {
  return ready || state?.terminated?.exitCode === 0;
}

function hasPrinted({ state, restartCount }: ContainerStatus): boolean {
  return state?.running !== undefined || state?.terminated !== undefined || restartCount > 0;
}

/** `pod NAME: line`, the last lines of each; nothing where they cannot be read. */
export async function logTail(
  api: Api,
  namespace: string,
  sources: readonly LogSource[],
): Promise<string[]> {
  const tails = sources.map(async ({ pod, container, isPrevious }) => {
    const last = { container, tailLines: String(linesOfEach) };
    const query = isPrevious ? { ...last, previous: 'true' } : last;
    const lines = await api.lastLines(namespace, pod, query).catch(() => []);
    return lines.map((line) => `${pod} printed: ${line.trim().slice(0, longest)}`);
  });
  return (await Promise.all(tails)).flat();
}

/** The same error, and beneath it what the pods at fault printed last. */
export async function withLogTail(
  error: unknown,
  { api, namespace, objects, only }: PodsOfWait,
): Promise<unknown> {
  if (!(error instanceof CourantError)) return error;
  const { code, message, details, left, hint, cause } = error;
  const tail = await logTail(api, namespace, unreadyContainers(objects, only));
  const all = [...details, ...tail.filter((line) => !details.includes(line))];
  return new CourantError({ code, message, details: all, left, hint, cause });
}

/** The last line of the first pod that is not ready, asked for in passing while something is waited for. */
export class LogTail {
  readonly #pods: PodsOfWait;
  #line = '';
  #askedMs = -Infinity;

  constructor(pods: PodsOfWait) {
    this.#pods = pods;
  }

  /** What is known now; a newer line is there the next time. */
  line(nowMs: number): string {
    const { api, namespace, objects, only } = this.#pods;
    const [source] = unreadyContainers(objects, only);
    if (source === undefined) return '';
    if (nowMs - this.#askedMs >= againAfterMs) {
      this.#askedMs = nowMs;
      void logTail(api, namespace, [source]).then((lines) => {
        this.#line = lines.at(-1) ?? '';
      });
    }
    return this.#line.startsWith(`${source.pod} `) ? this.#line : '';
  }
}
