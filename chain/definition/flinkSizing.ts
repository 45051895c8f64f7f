/** Sizes of Flink on Kubernetes: each query is a JobManager, which plans it and decides, and a TaskManager, which does the work. */
import type { ChainDefinition } from './schema.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** A process of Flink. */
export interface FlinkProcessSize {
  /** CPU requested, in thousandths. */
  readonly cpuMillis: number;
  /** All of its memory, requested and at most, in bytes. */
  readonly memoryBytes: number;
}

/** Memory of a process of Flink beside its heap, in MiB; what is not told to Flink it takes in larger pieces. */
export const flinkMemory = {
  /** Buffers between the tasks of a query. */
  network: 16,
  managed: 1,
  /** Direct memory of Flink itself. */
  offHeap: 64,
  /** A JobManager has the planner's classes too. */
  metaspace: { jobManager: 256, taskManager: 192 },
  /** Stacks, code, and what Java needs: Flink's own least. */
  overhead: 192,
} as const;

/** Heap of a JobManager: what planning takes. */
const jobManagerHeap = 384;

/** Heap of a TaskManager; in production 1 GiB at least. */
function taskManagerHeapBytes({ sizing, profile }: ChainDefinition): number {
  const heap = sizing.flink?.memory ?? 512 * mebibyte;
  return Math.max(heap, profile === 'production' ? gibibyte : 0);
}

/** Both processes of one query. */
export function flinkQuerySize(
  chain: ChainDefinition,
): Readonly<Record<'jobManager' | 'taskManager', FlinkProcessSize>> {
  const isProduction = chain.profile === 'production';
  const { network, managed, offHeap, metaspace, overhead } = flinkMemory;
  const { cpu } = chain.sizing.flink ?? {};
  const besides = network + managed + offHeap + metaspace.taskManager + overhead;
  return {
    jobManager: {
      cpuMillis: isProduction ? 250 : 50,
      memoryBytes: (jobManagerHeap + offHeap + metaspace.jobManager + overhead) * mebibyte,
    },
    taskManager: {
      cpuMillis: cpu === undefined ? (isProduction ? 1_000 : 100) : Math.round(cpu * 1_000),
      memoryBytes: (Math.ceil(taskManagerHeapBytes(chain) / mebibyte) + besides) * mebibyte,
    },
  };
}
