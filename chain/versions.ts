/** Every pinned version, one line each: the only place where they stand. */

/** Apache Kafka, broker. */
export const kafkaVersion = '4.3.1';
/** Scala binary version of the Kafka and Spark jars. */
export const scalaVersion = '2.13';
/** Apache Spark; 4.1.1 fails after a kill with an open batch (SPARK-57438). */
export const sparkVersion = '4.2.0';
/** The Kafka client whose internals `kafka/` relies on; other versions are refused. */
export const kafkajsVersion = '2.2.4';
/** Java feature versions that Kafka and Spark run on: 17 to 25. */
export const javaVersions = { minimum: 17, maximum: 25 } as const;
/** Lowest Node version. */
export const nodeVersion = '20.19.0';
