/** The limit of a chain: the part that keeps a leg from the rate it is asked for, and what to change. Pure. */
import type { ChainDefinition } from '../../../chain/chain.ts';
import { topicNames } from '../../../chain/names.ts';
import { counted } from '../../../chain/words/counted.ts';
import { executorCores, executorsOf } from '../../../chain/definition/sizing.ts';
import { topicSettings } from '../../../chain/chain.ts';
import { number } from '../../terminal/text.ts';

interface Reached {
  /** Readings a second that are asked for. */
  readonly asked: number;
  readonly generator: number | null;
  readonly topic: number | null;
  readonly query: number | null;
}

/** Below this part of what it should have a leg is the limit. */
const enough = 0.88;

/** One line for the first leg, in the direction of the data, that stays behind; none where none does. */
export function limitHint(
  reached: Reached,
  chain: ChainDefinition,
  target: 'local' | 'kind',
): string | undefined {
  const { asked, generator, topic, query } = reached;
  if (generator === null || topic === null || query === null || asked === 0) return undefined;
  if (generator < asked * enough) {
    return `the generators reach ${number(generator)} of ${number(asked)}/s: CPUs, or Kafka's acknowledgements, are the limit → courant logs generator`;
  }
  if (topic < generator * enough) return undefined;
  if (query >= topic * enough) return undefined;
  return queryLimit(
    chain,
    target,
    `the slowest query reads ${number(query)} of ${number(topic)}/s`,
  );
}

/** A partition is read by one task, and an executor runs as many tasks at once as it has cores. */
function queryLimit(chain: ChainDefinition, target: 'local' | 'kind', what: string): string {
  const { partitions } = topicSettings(chain, topicNames.readings);
  const executors = executorsOf(chain);
  const tasks = target === 'kind' ? executors * executorCores(chain) : partitions;
  if (tasks < partitions) {
    return `${what}: ${counted(executors, 'executor runs', 'executors run')} ${tasks} tasks at once for ${partitions} partitions → set sizing.spark.executors to ${Math.ceil(partitions / executorCores(chain))}, then: courant up`;
  }
  return `${what}: each of the ${partitions} partitions has a task of its own already → set topics.readings.partitions to ${partitions * 2}, and give it as many CPUs`;
}
