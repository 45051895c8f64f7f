/** Who the pods of Flink's queries are, and what they may ask of the API server. */
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from '../labels.ts';

export interface FlinkAccounts {
  readonly jobManager: string;
  readonly taskManager: string;
}

/**
 * Flink keeps in ConfigMaps who leads and which checkpoint is the last. The operator makes all pods, so that a JobManager
 * needs no right on one; a TaskManager only looks whom to follow.
 */
const verbs: Readonly<Record<keyof FlinkAccounts, readonly string[]>> = {
  jobManager: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  taskManager: ['get', 'list', 'watch'],
};

export function addFlinkRights(scope: Construct, accounts: FlinkAccounts, labels: Labels): void {
  for (const [id, role] of [
    ['JobManager', 'jobManager'],
    ['TaskManager', 'taskManager'],
  ] as const) {
    const name = accounts[role];
    const metadata = { name, labels: { ...labels } };
    new k8s.KubeServiceAccount(scope, `${id}Account`, { metadata });
    new k8s.KubeRole(scope, `${id}Role`, {
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: [...verbs[role]] }],
    });
    new k8s.KubeRoleBinding(scope, `${id}RoleBinding`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }
}
