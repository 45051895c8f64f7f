/** Flags that say where a kind cluster and its operators are taken from: the same wherever they matter. */
import type { Command } from 'commander';

export function kindOptions(command: Command): Command {
  return command
    .option('--cluster <name>', 'kind: the cluster, instead of the one kind-config.yaml names')
    .option('--node-image <image>', 'kind: image of the node')
    .option('--strimzi-chart <chart>', 'kind: a reference, a repository, a folder or an archive')
    .option('--strimzi-values <file>', 'kind: values of that chart')
    .option('--spark-operator-chart <chart>', 'kind: the same for the Spark operator')
    .option('--spark-operator-values <file>', 'kind: values of that chart')
    .option('--flink-operator-chart <chart>', 'kind: the same for the Flink operator')
    .option('--flink-operator-values <file>', 'kind: values of that chart')
    .option('--load-image <image...>', 'kind: images of this Docker that the cluster cannot pull');
}

/** For commands that only need to find the cluster, where this folder does not remember it. */
export function clusterOption(command: Command): Command {
  return command.option(
    '--cluster <name>',
    'kind: the cluster, where this folder does not know it',
  );
}
