/** The jars of the plain Spark that ours is compared with. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scalaVersion, sparkVersion } from '../../chain/versions.ts';
import type { JarSet } from '../../targets/local/java/jarSets.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Spark's Kafka source and what only it needs: a list of its own, since the runner may do without. */
export const plainJars: JarSet = {
  id: 'plain-spark',
  title: `the Kafka source of Spark ${sparkVersion}`,
  pom: path('../jars/plain-spark-pom.xml'),
  list: path('../jars/plain-spark.txt'),
  properties: { 'spark.version': sparkVersion, 'scala.binary': scalaVersion },
};

/** A class path of both, each jar once. */
export function classPath(...sets: readonly (readonly string[])[]): string[] {
  return [...new Map(sets.flat().map((jar) => [basename(jar), jar])).values()];
}
