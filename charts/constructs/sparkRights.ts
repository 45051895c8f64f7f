/** Who driver and executors are, and what they may ask of the API server. */
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from './labels.ts';

/** What the driver does with the API server: look after its executors, nothing else. */
const driverRules = [
  {
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'],
  },
];

/** The driver looks after its executors through the API server; an executor has no business there. */
export function addSparkRights(
  scope: Construct,
  { driver, executor }: { readonly driver: string; readonly executor: string },
  labels: Labels,
): void {
  const metadata = (name: string) => ({ name, labels: { ...labels } });
  for (const [id, name] of [
    ['DriverAccount', driver],
    ['ExecutorAccount', executor],
  ] as const) {
    new k8s.KubeServiceAccount(scope, id, {
      metadata: metadata(name),
      automountServiceAccountToken: name === driver,
    });
  }
  new k8s.KubeRole(scope, 'DriverRole', { metadata: metadata(driver), rules: driverRules });
  new k8s.KubeRoleBinding(scope, 'DriverRoleBinding', {
    metadata: metadata(driver),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: driver },
    subjects: [{ kind: 'ServiceAccount', name: driver }],
  });
}
