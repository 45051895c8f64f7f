/** Suspension of a SparkApplication: its operator ends the driver and the executors, and starts none. */
import type { Api } from './api.ts';
import { kinds } from './objects.ts';
import type { KubeObject } from './objects.ts';

export function isSuspended(application: KubeObject | undefined): boolean {
  return (application?.spec as { suspend?: boolean } | undefined)?.suspend === true;
}

export function suspend(api: Api, application: KubeObject): Promise<void> {
  return api.merge(kinds.sparkApplication, application, { spec: { suspend: true } });
}

export function resume(api: Api, application: KubeObject): Promise<void> {
  return api.merge(kinds.sparkApplication, application, { spec: { suspend: false } });
}
