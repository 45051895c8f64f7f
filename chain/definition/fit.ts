/** The fit of a chain on Kubernetes: what its parts need, against what there is. Each problem shows its sum. */
import { topicNames } from '../names.ts';
import type { Problem } from './rule.ts';
import { number } from '../words/counted.ts';
import { formatSize } from '../words/quantity.ts';
import type { ChainDefinition } from './schema.ts';
import { topicSettings } from './schema.ts';
import type { ChainSize, PodSize } from './sizing.ts';
import {
  chainSize,
  executorCores,
  executorsNeeded,
  executorsOf,
  readingsPerCore,
  readingsPerSecond,
  requestedOf,
} from './sizing.ts';

/** What cannot work, though each field for itself may be right. */
export function misfitsOf(chain: ChainDefinition): Problem[] {
  return [
    ...executorMisfits(chain),
    ...budgetMisfits(chain),
    ...checkpointMisfits(chain),
    ...accessMisfits(chain),
  ];
}

/** A partition is read by one task: executors beyond that have nothing to do. */
function executorMisfits(chain: ChainDefinition): Problem[] {
  const { partitions } = topicSettings(chain, topicNames.readings);
  const executors = executorsOf(chain);
  if (executors <= partitions) return [];
  return [
    {
      path: ['sizing', 'spark', 'executors'],
      text: `${executors} executors read ${partitions} partitions of "${topicNames.readings}": ${executors - partitions} would have none`,
      hint: `set it to ${partitions}, or topics.readings.partitions to ${executors}`,
    },
  ];
}

/** What works, but not as well as the definition asks. */
export function cautionsOf(chain: ChainDefinition): string[] {
  const needed = executorsNeeded(chain);
  const executors = executorsOf(chain);
  if (executors >= needed) return [];
  const { partitions } = topicSettings(chain, topicNames.readings);
  const replicas = Math.max(1, chain.generator.replicas);
  return [
    `${number(readingsPerSecond(chain))} readings a second (${number(readingsPerSecond(chain) / replicas)} × ${replicas}) at ${number(readingsPerCore)} a core need ${needed} executors of ${executorCores(chain)} cores; there are ${executors}, for ${partitions} partitions: set topics.readings.partitions to ${needed * executorCores(chain)}`,
  ];
}

function budgetMisfits(chain: ChainDefinition): Problem[] {
  const { budget } = chain.sizing;
  if (budget === undefined) return [];
  const size = chainSize(chain);
  const requested = requestedOf(Object.values(size));
  const problems: Problem[] = [];
  if (budget.memory !== undefined && requested.memoryBytes > budget.memory) {
    problems.push({
      path: ['sizing', 'budget', 'memory'],
      text: `${sumOf(size, ({ memoryBytes }) => memoryBytes, formatSize)} = ${formatSize(requested.memoryBytes)}, the budget is ${formatSize(budget.memory)}`,
      hint: `set it to "${Math.ceil(requested.memoryBytes / 2 ** 20)} MiB" or more, or make a part smaller`,
    });
  }
  if (budget.cpu !== undefined && requested.cpuMillis > budget.cpu * 1_000) {
    problems.push({
      path: ['sizing', 'budget', 'cpu'],
      text: `${sumOf(size, ({ cpuMillis }) => cpuMillis, formatCpu)} = ${formatCpu(requested.cpuMillis)} CPU, the budget is ${budget.cpu}`,
      hint: `set it to ${Math.ceil(requested.cpuMillis / 100) / 10} or more, or lower the rate`,
    });
  }
  return problems;
}

/** `brokers 3 × 2.0 GiB + generator 256 MiB + …` */
function sumOf(
  size: ChainSize,
  amountOf: (pod: PodSize) => number,
  format: (amount: number) => string,
): string {
  return Object.entries(size)
    .filter(([, { replicas }]) => replicas > 0)
    .map(([name, pod]: [string, PodSize]) => {
      const each = format(amountOf(pod));
      return `${inWords(name)} ${pod.replicas === 1 ? each : `${pod.replicas} × ${each}`}`;
    })
    .join(' + ');
}

/** `strimziOperator` → `strimzi operator`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatCpu(millis: number): string {
  return String(millis / 1_000);
}

/** Executors write their state to the checkpoint: several machines need a place that all of them reach. */
function checkpointMisfits(chain: ChainDefinition): Problem[] {
  const { checkpoints } = chain.sizing.spark;
  if (checkpoints === undefined || /^(?!file:)[a-z][a-z0-9+.-]*:\/\/[^/\s]/.test(checkpoints)) {
    return [];
  }
  return [
    {
      path: ['sizing', 'spark', 'checkpoints'],
      text: `"${checkpoints.slice(0, 60)}" is no URI of an object store`,
      hint: 'write one like "s3a://bucket/sensors", or remove it to use a volume',
    },
  ];
}

function accessMisfits({ sizing: { spark } }: ChainDefinition): Problem[] {
  if (spark.checkpointAccess === undefined || spark.checkpoints !== undefined) return [];
  return [
    {
      path: ['sizing', 'spark', 'checkpointAccess'],
      text: `"${spark.checkpointAccess}" opens nothing: checkpoints lie on a volume`,
      hint: 'remove it, or set sizing.spark.checkpoints to a URI like "s3a://bucket/sensors"',
    },
  ];
}
