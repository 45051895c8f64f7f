/** The jars of the Java legs: which, where their list stands, and where they are kept. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flinkVersion, kafkaVersion, scalaVersion, sparkVersion } from '../../../chain/versions.ts';

export interface JarSet {
  /** Begins the name of the folder that they are kept in. */
  readonly id: string;
  readonly title: string;
  /** Maven project whose dependencies they are. */
  readonly pom: string;
  /** Committed list of what each jar must be. */
  readonly list: string;
  readonly properties: Readonly<Record<string, string>>;
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const kafkaJars: JarSet = {
  id: 'kafka',
  title: `Kafka ${kafkaVersion}`,
  pom: path('./jars/kafka-pom.xml'),
  list: path('./jars/kafka.txt'),
  properties: { 'kafka.version': kafkaVersion, 'scala.version': scalaVersion },
};

export const sparkJars: JarSet = {
  id: 'spark',
  title: `Spark ${sparkVersion}`,
  pom: path('../../../spark/pom.xml'),
  list: path('./jars/spark.txt'),
  properties: { 'spark.version': sparkVersion, 'scala.binary': scalaVersion },
};

export const flinkJars: JarSet = {
  id: 'flink',
  title: `Flink ${flinkVersion}`,
  pom: path('../../../flink/pom.xml'),
  list: path('./jars/flink.txt'),
  properties: { 'flink.version': flinkVersion },
};

/** Named after the list: another list is another folder. */
export function jarFolder(cache: string, { id, list }: JarSet): string {
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12);
  return join(cache, 'jars', `${id}-${hash}`);
}
