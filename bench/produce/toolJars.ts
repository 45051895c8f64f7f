/** The jars of Kafka's own ProducerPerformance, which no chain needs. */
import { fileURLToPath } from 'node:url';
import { kafkaVersion } from '../../chain/versions.ts';
import type { JarSet } from '../../targets/local/java/jarSets.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const toolJars: JarSet = {
  id: 'kafka-tools',
  title: `the tools of Kafka ${kafkaVersion}`,
  pom: path('../jars/kafka-tools-pom.xml'),
  list: path('../jars/kafka-tools.txt'),
  properties: { 'kafka.version': kafkaVersion },
};
