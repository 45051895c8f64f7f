/** Name of the FlinkDeployment of a query: each is a job, and so a Flink, of its own. */
import { createHash } from 'node:crypto';
import { kubernetesNames, kubernetesTopicName } from './names.ts';

/** Flink's operator takes no longer names, as it names services after them (DefaultValidator of the operator). */
const longestFlinkName = 45;

/**
 * FlinkDeployment of a query. A name that is too long, or that might become another one's, is cut and told apart by a hash.
 * @param query its name, which is its output topic's
 */
export function flinkDeploymentName(chain: string, query: string): string {
  const name = `${kubernetesNames(chain).flink}-${kubernetesTopicName(query)}`;
  const isPlain = /^[a-z0-9-]+$/.test(name) && !/-(rest|taskmanager)$/.test(name);
  if (isPlain && name.length <= longestFlinkName) return name;
  const hash = createHash('sha256').update(query).digest('hex').slice(0, 8);
  const room = longestFlinkName - hash.length - 1;
  return `${name.replaceAll('.', '-').slice(0, room).replace(/-+$/, '')}-${hash}`;
}
