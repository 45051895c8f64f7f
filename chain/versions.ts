/** Every pinned version, one line each: the only place where they stand. */

/** Apache Kafka, broker. */
export const kafkaVersion = '4.3.1';
/** Scala binary version of the Kafka and Spark jars. */
export const scalaVersion = '2.13';
/** Apache Spark; 4.1.1 fails after a kill with an open batch (SPARK-57438). */
export const sparkVersion = '4.2.0';
/** Apache Flink: the newest that the operator's CRD knows and that a Kafka connector is built for. */
export const flinkVersion = '2.2.1';
/** The Kafka client whose internals `kafka/` relies on; other versions are refused. */
export const kafkajsVersion = '2.2.4';
/** Java feature versions that Kafka and Spark run on: 17 to 25. */
export const javaVersions = { minimum: 17, maximum: 25 } as const;
/** Lowest Node version. */
export const nodeVersion = '20.19.0';
/** This package, and so the tag of its images. */
export const courantVersion = '0.1.0';

/** Kubernetes whose schemas the manifests are checked against. */
export const kubernetesVersion = '1.34.4';
/** Strimzi: API `kafka.strimzi.io/v1`. */
export const strimziVersion = '1.2.0';
/** Kafka's metadata version that this Strimzi gives to a new cluster. */
export const kafkaMetadataVersion = '4.3-IV0';
/** Spark operator: API `sparkoperator.k8s.io/v1beta2`. */
export const sparkOperatorVersion = '2.5.2';
/** Flink operator: API `flink.apache.org/v1beta1`. */
export const flinkOperatorVersion = '1.15.0';
/** Prometheus operator, whose PodMonitor and PrometheusRule a chain can have: API `monitoring.coreos.com/v1`. */
export const prometheusOperatorVersion = '0.85.0';

/** Where public charts lie; a company's own address is given by flag. */
export const charts = {
  strimzi: 'oci://quay.io/strimzi-helm/strimzi-kafka-operator',
  sparkOperator: 'https://kubeflow.github.io/spark-operator',
  // Not from where the newest lies: what is pinned here must still be there when it is not the newest any more.
  flinkOperator: `https://archive.apache.org/dist/flink/flink-kubernetes-operator-${flinkOperatorVersion}/`,
} as const;

/** The chain's own images; `images` of a definition replaces them. */
export const chainImages = {
  generator: `courant/generator:${courantVersion}`,
  spark: `courant/spark:${courantVersion}`,
  flink: `courant/flink:${courantVersion}`,
} as const;
