/** A query's checkpoint, dropped: it lies on a volume that only pods can mount, so one comes, deletes it, and goes. */
import { CourantError } from '../../chain/errors.ts';
import type { Engine } from '../../chain/chain.ts';
import { kubernetesNames } from '../../chain/names.ts';
import type { Api } from './api/api.ts';
import { podsVerdict } from './readiness/podTroubles.ts';
import { imageNames } from './setup/images.ts';
import { kinds, podStatus } from './api/objects.ts';
import type { KubeObject } from './api/objects.ts';
import type { ChainOnCluster } from './setup/chainOnCluster.ts';
import { failed, ready, waiting } from './readiness/verdicts.ts';
import type { Verdict } from './readiness/verdicts.ts';
import { whileWatching } from './readiness/watchedNamespace.ts';
import type { Objects } from './readiness/watchedNamespace.ts';

const deadlineMs = 120_000;
const folder = '/checkpoints';
/** Users of the images, to whom the files belong. */
const users = { spark: 185, flink: 9_999 } as const;

/**
 * @param engine that ran the query
 * @param runner the object by which it did; `undefined` after `down --keep-data`
 * @throws CourantError COURANT_LEG_FAILED or COURANT_NOT_READY
 */
export async function resetCheckpoint(
  api: Api,
  onCluster: ChainOnCluster,
  { engine, query }: { readonly engine: Engine; readonly query: string },
  runner: KubeObject | undefined,
): Promise<void> {
  const { namespace, chain } = onCluster;
  const claim = claimOf(chain.name, engine);
  if ((await api.get(kinds.claim, namespace, claim)) === undefined) return;
  // The image that the runner ran with lies in the nodes already.
  const running = (runner?.spec as { image?: string } | undefined)?.image;
  const image = running ?? (await imageNames(onCluster, onCluster.environment))[engine];
  const pod = removingPod({ namespace, chain: chain.name, image, engine, query });
  const { name } = pod.metadata;
  // One that an interrupted command left is in the way.
  await removePod(api, namespace, name);
  await api.apply(kinds.pod, pod);
  try {
    await whileWatching(api, namespace, [kinds.pod, kinds.event], (view) =>
      view.until({
        what: `pod ${name}`,
        judge: (objects, nowMs) => doneVerdict(objects, name, nowMs),
        deadlineMs,
      }),
    );
  } finally {
    await api.remove(kinds.pod, namespace, name);
  }
}

export function doneVerdict(objects: Objects, name: string, nowMs: number): Verdict {
  const pod = objects.get(kinds.pod, name);
  const phase = pod === undefined ? 'not there yet' : (podStatus(pod).phase ?? 'Pending');
  if (phase === 'Succeeded') return ready;
  if (phase === 'Failed')
    return failed('the checkpoint could not be deleted', [`pod ${name} failed`]);
  const trouble = podsVerdict(objects, nowMs, new RegExp(`^${name}$`));
  return trouble.state === 'failed' ? trouble : waiting(`pod ${name} is ${phase}`);
}

async function removePod(api: Api, namespace: string, name: string): Promise<void> {
  if (!(await api.remove(kinds.pod, namespace, name))) return;
  await whileWatching(api, namespace, [kinds.pod], (view) =>
    view.until({
      what: `the end of an earlier pod ${name}`,
      judge: (objects) =>
        objects.get(kinds.pod, name) === undefined ? ready : waiting('it still ends'),
      deadlineMs,
    }),
  );
}

function claimOf(chain: string, engine: Engine): string {
  const { checkpoints, flinkCheckpoints } = kubernetesNames(chain);
  return engine === 'spark' ? checkpoints : flinkCheckpoints;
}

/** What an engine keeps of a query, by folder of its volume (charts/constructs/flink/flinkPod.ts). */
function foldersOf(engine: Engine, query: string): string[] {
  return engine === 'spark' ? [query] : [`checkpoints/${query}`, `ha/${query}`];
}

interface RemovingPod {
  readonly engine: Engine;
  readonly namespace: string;
  readonly chain: string;
  readonly image: string;
  readonly query: string;
}

/** Fit for Pod Security `restricted`, and cut off from every network by the policy of the namespace. */
export function removingPod({ namespace, chain, image, engine, query }: RemovingPod): KubeObject {
  if (query === '' || query.includes('/') || query.startsWith('.')) {
    throw new CourantError({ code: 'COURANT_INTERNAL', message: `"${query}" is no folder's name` });
  }
  const { queries } = kubernetesNames(chain);
  const user = users[engine];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${queries}-reset`,
      namespace,
      labels: { 'app.kubernetes.io/name': 'courant', 'app.kubernetes.io/part-of': chain },
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [removingContainer(image, foldersOf(engine, query))],
      volumes: [
        { name: 'checkpoints', persistentVolumeClaim: { claimName: claimOf(chain, engine) } },
      ],
    },
  };
}

function removingContainer(image: string, folders: readonly string[]): object {
  return {
    name: 'reset',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['rm', '-rf', '--', ...folders.map((name) => `${folder}/${name}`)],
    resources: {
      requests: { cpu: '10m', memory: '32Mi' },
      limits: { cpu: '500m', memory: '128Mi' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ name: 'checkpoints', mountPath: folder }],
  };
}
