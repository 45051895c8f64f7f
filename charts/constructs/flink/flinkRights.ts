/** Who the pods of Flink's queries are, and what they may ask of the API server. */
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from '../labels.ts';

export interface FlinkAccounts {
  readonly jobManager: string;
  readonly taskManager: string;
}

const looks = ['get', 'list', 'watch'] as const;

/**
 * Flink keeps in ConfigMaps who leads and which checkpoint is the last. A JobManager makes its TaskManager, and has it end
 * with the Deployment that it belongs to itself; a TaskManager only looks whom to follow.
 */
const rules: Readonly<Record<keyof FlinkAccounts, readonly k8s.PolicyRule[]>> = {
  jobManager: [
    {
      apiGroups: [''],
      resources: ['configmaps'],
      verbs: ['create', 'delete', ...looks, 'patch', 'update'],
    },
    { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete', ...looks] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
  ],
  taskManager: [{ apiGroups: [''], resources: ['configmaps'], verbs: [...looks] }],
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
      rules: [...rules[role]],
    });
    new k8s.KubeRoleBinding(scope, `${id}RoleBinding`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }
}
