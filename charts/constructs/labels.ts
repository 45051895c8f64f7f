/** Labels after the ecosystem's conventions (kubernetes.io, "Recommended Labels"). */
import { courantVersion } from '../../chain/versions.ts';

export type Labels = Readonly<Record<string, string>>;

/**
 * Labels by which a part is selected; they never change while it runs.
 * @param chain name of the chain
 * @param component what the part is in it: `generator`, `driver`, `executor`
 */
export function selectorLabels(chain: string, component: string): Labels {
  return {
    'app.kubernetes.io/name': 'courant',
    'app.kubernetes.io/instance': chain,
    'app.kubernetes.io/component': component,
  };
}

/** All labels of a part: what selects it, and what people sort by. */
export function partLabels(chain: string, component: string): Labels {
  return {
    ...selectorLabels(chain, component),
    'app.kubernetes.io/part-of': chain,
    'app.kubernetes.io/version': courantVersion,
    'app.kubernetes.io/managed-by': 'cdk8s',
  };
}
