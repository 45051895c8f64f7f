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
 * The Kafka client's settings as a Java properties file. It holds no secret: the client reads the login from the mounted
 * Secret itself, so it stands in no plan, log or argument.
 */
export function kafkaProperties(mounts: { readonly ca: string; readonly user: string }): string {
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=\${dir:${mounts.user}:sasl.jaas.config}`,
    'config.providers=dir',
    'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
    `config.providers.dir.param.allowed.paths=${mounts.user}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${mounts.ca}/ca.crt`,
    '',
  ].join('\n');
}
