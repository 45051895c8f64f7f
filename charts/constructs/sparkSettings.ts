/** Settings of Spark on Kubernetes. */

/** Ports of a driver and its executors, fixed so that network policies can name them. */
export const sparkPorts = { driver: 7_078, blockManager: 7_079 } as const;

/**
 * @param shufflePartitions tasks of an aggregation; a stateful checkpoint keeps the number it was started with
 * @param driverFlags of the driver's Java
 */
export function sparkConf(
  shufflePartitions: number,
  driverFlags: readonly string[],
): Record<string, string> {
  return {
    ...(driverFlags.length === 0 ? {} : { 'spark.driver.extraJavaOptions': driverFlags.join(' ') }),
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
    // Executors that were lost long ago are not counted against a driver that runs for years.
    'spark.executor.failuresValidityInterval': '1h',
  };
}
