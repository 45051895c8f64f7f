/** Messages of Kubernetes and the operators: what each means, and the way out. docs/troubleshooting.md explains each id. */

export interface Known {
  readonly id: string;
  readonly pattern: RegExp;
  readonly hint: string;
}

/** The first that matches counts: the special before the general. */
export const knownTroubles: readonly Known[] = [
  {
    id: 'v1beta2-removed',
    pattern:
      /no matches for kind "Kafka\w*" in version "kafka\.strimzi\.io\/v1(beta2|alpha1)"|kafka\.strimzi\.io\/v1beta2/,
    hint: 'write apiVersion: kafka.strimzi.io/v1; Strimzi serves nothing else since 1.0',
  },
  {
    id: 'crd-not-established',
    pattern:
      /no matches for kind|could not find the requested resource|does not know .* the operator's CRDs/,
    hint: 'install the operator and wait for its CRDs: courant up --target kind does both',
  },
  {
    id: 'annotation-too-long',
    pattern: /metadata\.annotations: Too long/,
    hint: 'apply it with: kubectl apply --server-side --force-conflicts -f FILE',
  },
  {
    id: 'wrong-job-namespace',
    pattern:
      /serviceaccounts? "spark-operator-spark" not found|namespace is not in the list of job namespaces|does not watch the namespace/,
    hint: "name the chain's namespace in the Spark operator's chart: --set 'spark.jobNamespaces={NAMESPACE}'",
  },
  {
    id: 'kafka-source-missing',
    pattern: /Failed to find (the )?data source: kafka|DATA_SOURCE_NOT_FOUND.*kafka/i,
    hint: 'the Spark image lacks the Kafka connector: build it with npm run images',
  },
  {
    id: 'scala-mix',
    pattern:
      /NoSuchMethodError: .*scala|NoClassDefFoundError: scala\/|NoClassDefFoundError: org\/apache\/spark\//,
    hint: 'jars of another Scala or Spark than the image carries: build it with npm run images',
  },
  {
    id: 'checkpoint-outlives-topic',
    pattern:
      /offsets? .*(was|were) changed from|Some data may have been lost|OffsetOutOfRange|KAFKA_DATA_LOSS/,
    hint: 'the checkpoint remembers offsets that the topic no longer has: courant reset QUERY',
  },
  {
    id: 'flink-two-planners',
    pattern:
      /Multiple factories for identifier 'default'|NoClassDefFoundError: org\/apache\/flink\/table\/planner/,
    hint: 'the Flink image is of another version of Flink than the planner in it: build it with npm run images -- --only flink, from a base of the pinned version',
  },
  {
    id: 'flink-state-lost',
    pattern:
      /HA metadata (is )?not available|configmaps have been deleted|Manual restore required/i,
    hint: 'kubectl delete flinkdeployment NAME, then courant up: the query goes on at the newest checkpoint on its volume',
  },
  {
    id: 'flink-no-worker',
    pattern: /NoResourceAvailableException|Could not acquire the minimum required resources/,
    hint: 'its TaskManager does not come up: courant status shows its pod; courant plan shows what is asked for',
  },
  {
    id: 'driver-gone',
    pattern: /driver pod not found|driver container (is )?missing/i,
    hint: 'the SparkApplication needs restartPolicy Always; delete its driver pod and the operator submits it again',
  },
  {
    id: 'network-policy-forbidden',
    pattern: /networkpolicies.* is forbidden/,
    hint: "exclude Spark's NetworkPolicyFeatureStep, as the manifests of courant do (spark.kubernetes.driver.pod.excludedFeatureSteps)",
  },
  {
    id: 'digest-not-found',
    pattern: /content digest sha256:\w+: not found|failed to (load|detect).*image/i,
    hint: 'save one platform only: docker save --platform linux/amd64 IMAGE, or pull the image again; then courant up',
  },
  {
    id: 'inotify',
    pattern: /too many open files|failed to create fsnotify watcher|inotify/,
    hint: 'sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512',
  },
  {
    id: 'out-of-memory',
    pattern: /OOMKilled/,
    hint: 'give it more memory: sizing in chain.config.ts for a leg, the chart values for an operator',
  },
  {
    id: 'no-room',
    pattern: /Insufficient (memory|cpu|ephemeral-storage)|Too many pods/,
    hint: 'give Docker more memory or CPUs, or lower sizing in chain.config.ts; courant plan shows what is asked for',
  },
  {
    id: 'no-machine-apart',
    pattern: /topology spread constraints|didn't match pod anti-affinity rules/,
    hint: "profile production puts each broker and each controller on a machine of its own: give the cluster three nodes, or set profile: 'laptop'",
  },
  {
    id: 'node-refuses',
    pattern: /untolerated taint|node\(s\) were unschedulable/,
    hint: 'the nodes take no pods now: kubectl describe nodes shows their taints; kubectl uncordon NODE opens one that was cordoned',
  },
  {
    id: 'no-node-fits',
    pattern: /Unschedulable/,
    hint: 'see what the nodes have and what is asked of them: kubectl describe nodes',
  },
  {
    id: 'image-missing',
    pattern: /ImagePullBackOff|ErrImage|InvalidImageName/,
    hint: 'load the image into the cluster: courant up --target kind --load-image NAME, or name one that can be pulled',
  },
  {
    id: 'crash-loop',
    pattern: /CrashLoopBackOff/,
    hint: 'see what it printed: courant logs',
  },
  {
    id: 'pod-security',
    pattern: /violates PodSecurity/,
    hint: 'the pod asks for more than Pod Security "restricted" allows: set its securityContext as the manifests do',
  },
];

/** The way out of what a text tells; `undefined` where it is not known. */
export function hintFor(text: string): string | undefined {
  return knownTroubles.find(({ pattern }) => pattern.test(text))?.hint;
}

const mostLines = 3;
const longest = 500;
const isStack = /^(at |\.\.\. \d+ more)/;
/** Lines of a log that went well, as far as they went. */
const isNoise = /^(WARNING: |\d\d\/\d\d\/\d\d [\d:]+ (INFO|WARN)|Using Spark's default log4j)/;
const isReason = /Exception|Error|forbidden|denied|not found|refused/;

/**
 * The lines of a long text that say why: those that name a cause where there are such, else the first ones; each once.
 * spark-submit prints its log and a stack around them.
 */
export function reasonLines(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim().replace(/^Caused by: /, ''))
    .filter((line) => line !== '' && !isStack.test(line) && !isNoise.test(line));
  const reasons = lines.filter((line) => isReason.test(line));
  const chosen = (reasons.length > 0 ? reasons : lines).map(shortened);
  return [...new Set(chosen)].slice(0, mostLines);
}

/** What Kubernetes answered stands at the end, after the name of an exception and the address that was called. */
function shortened(line: string): string {
  const answer = /\bMessage: (.+?)(?:\. Received status: .*)?$/.exec(line)?.[1];
  return (answer ?? line).slice(0, longest);
}
