/** Suspension of whoever runs queries: its operator ends the pods, and starts none. */
import type { Api } from './api.ts';
import { kinds } from './objects.ts';
import type { KubeObject } from './objects.ts';

export function isSuspended(runner: KubeObject | undefined): boolean {
  const { suspend, job } = (runner?.spec ?? {}) as { suspend?: boolean; job?: { state?: string } };
  return suspend === true || job?.state === 'suspended';
}

/** @param runner a SparkApplication or a FlinkDeployment, which keeps its last checkpoint */
export function suspend(api: Api, runner: KubeObject): Promise<void> {
  return runner.kind === kinds.flinkDeployment.kind
    ? api.merge(kinds.flinkDeployment, runner, { spec: { job: { state: 'suspended' } } })
    : api.merge(kinds.sparkApplication, runner, { spec: { suspend: true } });
}

export function resume(api: Api, runner: KubeObject): Promise<void> {
  return runner.kind === kinds.flinkDeployment.kind
    ? api.merge(kinds.flinkDeployment, runner, { spec: { job: { state: 'running' } } })
    : api.merge(kinds.sparkApplication, runner, { spec: { suspend: false } });
}
