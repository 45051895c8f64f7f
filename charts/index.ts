/** Exports of `courant/constructs`. */
export type { CheckpointVolumeSize } from './constructs/checkpointVolume.ts';
export { FlinkQueries } from './constructs/flink/flinkQueries.ts';
export type { FlinkQueriesProps } from './constructs/flink/flinkQueries.ts';
export { KafkaCluster } from './constructs/kafkaCluster.ts';
export type { KafkaClusterProps } from './constructs/kafkaCluster.ts';
export type { NodePoolProps } from './constructs/nodePool.ts';
export { SensorGenerator } from './constructs/sensorGenerator.ts';
export type { SensorGeneratorProps } from './constructs/sensorGenerator.ts';
export { StreamingQueries } from './constructs/streamingQueries.ts';
export type { SparkProcessSize } from './constructs/sparkPod.ts';
export type { StreamingQueriesProps } from './constructs/streamingQueries.ts';
export { Topic } from './constructs/topic.ts';
export type { TopicProps } from './constructs/topic.ts';
export { User } from './constructs/user.ts';
export type { TopicAccess } from './constructs/user.ts';
export { StreamingChain } from './streamingChain.ts';
export type { StreamingChainProps } from './streamingChain.ts';
