/**
 * May an operator work in a namespace? Its chart puts rights for it there, and they go with the namespace: an operator
 * that still watches one without them says nothing, and does nothing.
 */
import type { Api } from './api.ts';
import type { KubeObject } from './objects.ts';

/** One thing that an operator must be able to do in the namespace of a chain. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** Asks the API server, which knows of every role. */
export async function hasRight(
  api: Api,
  deployment: KubeObject,
  { namespace, right }: { readonly namespace: string; readonly right: Right },
): Promise<boolean> {
  const answer = await api.call('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    method: 'POST',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { ...accountOf(deployment), resourceAttributes: { namespace, ...right } },
    },
  });
  const { status } = JSON.parse(answer) as { status?: { allowed?: boolean } };
  return status?.allowed === true;
}

/** The operator's account as the API server names it. */
export function accountOf(deployment: KubeObject): { user: string; groups: string[] } {
  const { namespace = '' } = deployment.metadata;
  const { template } = deployment.spec as { template: { spec: { serviceAccountName?: string } } };
  const account = template.spec.serviceAccountName ?? 'default';
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return { user: `system:serviceaccount:${namespace}:${account}`, groups };
}
