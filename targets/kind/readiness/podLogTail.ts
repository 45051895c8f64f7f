/** What pods that do not run printed last: for the error, and for whoever waits. */
import { CourantError } from '../../../chain/errors.ts';
import type { Api } from '../api/api.ts';
import { isReadyPod } from './podTroubles.ts';
import { containersOf, kinds, podStatus } from '../api/objects.ts';
import type { ContainerStatus, KubeObject } from '../api/objects.ts';
import type { Objects } from './watchedNamespace.ts';

const mostPods = 2;
const linesOfEach = 5;
const longest = 240;
/** A wait looks again at most this often. */
const againAfterMs = 5_000;

/** A container whose last lines may tell why its pod is not ready. */
interface Speaker {
  readonly pod: string;
  readonly container: string;
  /** It ended: what it printed is that of the run before. */
  readonly isPrevious: boolean;
}

/** The first container of each pod that is not ready and has printed something. */
export function speakersIn(objects: Objects, only?: RegExp): Speaker[] {
  return objects
    .all(kinds.pod)
    .filter((pod) => !isReadyPod(pod) && podStatus(pod).phase !== 'Succeeded')
    .filter(({ metadata }) => only?.test(metadata.name) ?? true)
    .flatMap((pod) => speakerOf(pod) ?? [])
    .slice(0, mostPods);
}

function speakerOf(pod: KubeObject): Speaker | undefined {
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
export async function lastWords(
  api: Api,
  namespace: string,
  speakers: readonly Speaker[],
): Promise<string[]> {
  const said = speakers.map(async (speaker) => {
    const lines = await linesOf(api, namespace, speaker).catch(() => []);
    return lines.map((line) => `${speaker.pod} printed: ${line}`);
  });
  return (await Promise.all(said)).flat();
}

async function linesOf(
  api: Api,
  namespace: string,
  { pod, container, isPrevious }: Speaker,
): Promise<string[]> {
  const query = { container, tailLines: String(linesOfEach) };
  const lines = await api.lastLines(namespace, pod, {
    ...query,
    ...(isPrevious ? { previous: 'true' } : {}),
  });
  return lines.map((line) => line.trim().slice(0, longest));
}

/** The same error, and beneath it what the pods at fault printed last. */
export async function withLastWords(
  error: unknown,
  { api, namespace, objects, only }: Place,
): Promise<unknown> {
  if (!(error instanceof CourantError)) return error;
  const { code, message, details, left, hint, cause } = error;
  const words = await lastWords(api, namespace, speakersIn(objects, only));
  const all = [...details, ...words.filter((line) => !details.includes(line))];
  return new CourantError({ code, message, details: all, left, hint, cause });
}

interface Place {
  readonly api: Api;
  readonly namespace: string;
  readonly objects: Objects;
  readonly only?: RegExp;
}

/** The last line of the first pod that is not ready, asked for in passing while something is waited for. */
export class Murmur {
  readonly #place: Place;
  #line = '';
  #askedMs = -Infinity;

  constructor(place: Place) {
    this.#place = place;
  }

  /** What is known now; a newer line is there the next time. */
  line(nowMs: number): string {
    const { api, namespace, objects, only } = this.#place;
    const [speaker] = speakersIn(objects, only);
    if (speaker === undefined) return '';
    if (nowMs - this.#askedMs >= againAfterMs) {
      this.#askedMs = nowMs;
      void lastWords(api, namespace, [speaker]).then((lines) => {
        this.#line = lines.at(-1) ?? '';
      });
    }
    return this.#line.startsWith(`${speaker.pod} `) ? this.#line : '';
  }
}
