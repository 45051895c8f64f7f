/** Settings of a Flink on Kubernetes that runs one query. What the query itself is told stands in its runner (flink/). */
import { besideFlags } from '../../../chain/runnerArguments.ts';
import type { QueriesBeside } from '../../../chain/runnerArguments.ts';
import { flinkMemory } from '../../../chain/definition/flinkSizing.ts';
import type { FlinkProcessSize } from '../../../chain/definition/flinkSizing.ts';
import { flinkPaths } from './flinkPod.ts';

/** Ports, fixed so that network policies can name them; 8081 is the one that the operator asks. */
export const flinkPorts = {
  jobManager: 6_123,
  blobs: 6_124,
  taskManager: 6_122,
  rest: 8_081,
} as const;

/** Most CPU of either process, in thousandths: what is requested is a share, and a start takes more. */
const cpuLimitMillis = 2_000;

export interface FlinkSettingsProps {
  /** Name of the query. */
  readonly query: string;
  /** Time between two checkpoints, in ms. */
  readonly checkpointInterval: number;
  readonly jobManager: FlinkProcessSize;
  readonly taskManager: FlinkProcessSize;
  /** ServiceAccount of the TaskManager. */
  readonly taskManagerAccount: string;
  readonly beside: QueriesBeside;
}

export function flinkConfiguration(props: FlinkSettingsProps): Record<string, string> {
  const { query, checkpointInterval, jobManager, taskManager } = props;
  return {
    ...places(query),
    'execution.checkpointing.interval': `${checkpointInterval} ms`,
    ...restarts,
    ...failures,
    ...ports,
    ...memory,
    // All tasks of a query share one slot, so that its both ends are in one process.
    'taskmanager.numberOfTaskSlots': '1',
    'kubernetes.jobmanager.cpu.limit-factor': limitFactor(jobManager),
    'kubernetes.taskmanager.cpu.limit-factor': limitFactor(taskManager),
    'kubernetes.taskmanager.service-account': props.taskManagerAccount,
    'env.java.opts.all': '-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError',
    ...jobManagerFlags(props.beside),
    // The operator only asks. Whoever else reached the port could have a jar of his own run.
    'web.submit.enable': 'false',
    // Nobody looks at Flink's own pages, for which alone a JobManager asks TaskManagers for their metrics.
    'metrics.fetcher.update-interval': '0',
  };
}

/** Beside its checkpoints a query has a place for what a JobManager must find again: which of them is the last. */
function places(query: string): Record<string, string> {
  return {
    'execution.checkpointing.dir': `file://${flinkPaths.checkpoints}/${query}`,
    'high-availability.type': 'kubernetes',
    'high-availability.storageDir': `file://${flinkPaths.state}/ha/${query}`,
  };
}

const restarts = {
  // Source and sink of a query begin again together: the rows of one start are told from those of another.
  'jobmanager.execution.failover-strategy': 'full',
  'restart-strategy.type': 'exponential-delay',
  'restart-strategy.exponential-delay.initial-backoff': '1 s',
  'restart-strategy.exponential-delay.max-backoff': '30 s',
  'kubernetes.operator.job.restart.failed': 'true',
  // A query that is refused would be a job that ended: Flink then forgets where its checkpoints are.
  'execution.submit-failed-job-on-application-error': 'false',
} as const;

/** Who tells of failures, a plugin of the JobManager's, and the query's main class are to have the same classes. */
const failures = {
  'jobmanager.failure-enrichers': 'dev.courant.flink.running.FailureReports',
  'plugin.classloader.parent-first-patterns.additional': 'dev.courant.',
  'classloader.resolve-order': 'parent-first',
} as const;

const ports = {
  'jobmanager.rpc.port': String(flinkPorts.jobManager),
  'blob.server.port': String(flinkPorts.blobs),
  'taskmanager.rpc.port': String(flinkPorts.taskManager),
  'rest.port': String(flinkPorts.rest),
} as const;

const mebibytes = (size: number) => `${size}m`;

const memory = {
  'jobmanager.memory.off-heap.size': mebibytes(flinkMemory.offHeap),
  'jobmanager.memory.jvm-metaspace.size': mebibytes(flinkMemory.metaspace.jobManager),
  ...exactly('jobmanager.memory.jvm-overhead', flinkMemory.overhead),
  'taskmanager.memory.framework.off-heap.size': mebibytes(flinkMemory.offHeap),
  'taskmanager.memory.jvm-metaspace.size': mebibytes(flinkMemory.metaspace.taskManager),
  ...exactly('taskmanager.memory.jvm-overhead', flinkMemory.overhead),
  ...exactly('taskmanager.memory.network', flinkMemory.network),
  'taskmanager.memory.managed.size': mebibytes(flinkMemory.managed),
  'taskmanager.memory.segment-size': '16k',
};

function exactly(name: string, size: number): Record<string, string> {
  return { [`${name}.min`]: mebibytes(size), [`${name}.max`]: mebibytes(size) };
}

function limitFactor({ cpuMillis }: FlinkProcessSize): string {
  return String(Math.max(1, cpuLimitMillis / cpuMillis));
}

function jobManagerFlags(beside: QueriesBeside): Record<string, string> {
  const flags = besideFlags(beside);
  return flags.length === 0 ? {} : { 'env.java.opts.jobmanager': flags.join(' ') };
}

/** To the console alone, and only what went wrong: what a person has to know the runner says itself, as JSON. */
export const logSettings = `rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
appender.console.name = console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1} %m%n
`;
