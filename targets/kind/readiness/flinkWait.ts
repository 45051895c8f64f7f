/** The wait of `up` for Flink's queries. */
import type { CourantError } from '../../../chain/errors.ts';
import type { Api } from '../api/api.ts';
import { kinds } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import { driverFailure } from './driverFailure.ts';
import { flinksVerdict } from './flinkVerdict.ts';
import { waitUntil } from './waits.ts';
import type { Waiting } from './waits.ts';
import type { Objects } from './watchedNamespace.ts';

/** As for Spark: two busy cores take minutes. What cannot heal fails before. */
const deadlineMs = 420_000;

/** @param deployments names of Flink's queries as objects */
export async function waitForFlink(
  waiting: Waiting,
  deployments: readonly string[],
): Promise<boolean> {
  const { api, names, view } = waiting;
  const sinceMs = Date.now();
  try {
    return await waitUntil(waiting, {
      title: 'waiting for Flink',
      what: deployments.length === 1 ? 'the query of Flink' : 'a query of Flink',
      deadlineMs: deadlineMs,
      pods: new RegExp(`\\b${names.flink}-`),
      judge: (objects, nowMs) => flinksVerdict(objects, deployments, nowMs),
      hint: 'see what it printed: courant logs flink',
    });
  } catch (error) {
    throw (await jobManagerFailure(api, names.namespace, view, sinceMs)) ?? error;
  }
}

/** What a JobManager said that ended, or that does not come up. */
async function jobManagerFailure(
  api: Api,
  namespace: string,
  objects: Objects,
  sinceMs: number,
): Promise<CourantError | undefined> {
  for (const { metadata } of objects.all(kinds.pod).filter(isJobManager)) {
    for (const previous of ['false', 'true']) {
      const said = await api.lastLines(namespace, metadata.name, { tailLines: '200', previous });
      const failure = driverFailure(said, sinceMs, 'Flink');
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

function isJobManager({ metadata }: KubeObject): boolean {
  return metadata.labels?.['app.kubernetes.io/component'] === 'jobmanager';
}
