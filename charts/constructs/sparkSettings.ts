/** Settings of Spark on Kubernetes, and of the Kafka client inside it. */

/** Ports of a driver and its executors, fixed so that network policies can name them. */
export const sparkPorts = { driver: 7_078, blockManager: 7_079 } as const;

/** @param shufflePartitions tasks of an aggregation; a stateful checkpoint keeps the number it was started with */
export function sparkConf(shufflePartitions: number): Record<string, string> {
  return {
    'spark.driver.port': String(sparkPorts.driver),
    'spark.driver.blockManager.port': String(sparkPorts.blockManager),
    'spark.blockManager.port': String(sparkPorts.blockManager),
    'spark.sql.shuffle.partitions': String(shufflePartitions),
    // Spark 4.2 would make a NetworkPolicy of its own, which the operator may not; ours stand beside it.
    'spark.kubernetes.driver.pod.excludedFeatureSteps':
      'org.apache.spark.deploy.k8s.features.NetworkPolicyFeatureStep',
    // Each of these three spares the driver a right: Kubernetes deletes what belongs to a deleted driver alone.
    'spark.kubernetes.driver.service.deleteOnTermination': 'false',
    'spark.kubernetes.driver.ownPersistentVolumeClaim': 'false',
    'spark.kubernetes.executor.disableConfigMap': 'true',
  };
}

/**
 * The Kafka client's settings as a Java properties file. It holds no secret: the client reads authorities and password from
 * the mounted Secrets itself, anew for each connection, so they stand in no plan, log or argument, and may be replaced.
 */
export function kafkaProperties(
  user: string,
  mounts: { readonly ca: string; readonly user: string },
): string {
  const login = `username="${user}" passwordFile="${mounts.user}/password"`;
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required ${login};`,
    'sasl.client.callback.handler.class=dev.courant.runner.kafka.MountedLogin',
    'ssl.engine.factory.class=dev.courant.runner.kafka.MountedTrust',
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${mounts.ca}`,
    '',
  ].join('\n');
}
