/**
 * `npm run import`: fetches the custom resource definitions of the pinned operators and the schemas of the pinned
 * Kubernetes from package registries into `test/schemas/`, then makes the typed classes of `imports/` from them.
 * `npm run import -- --offline` only does the latter. Needs Maven, Java 21 or later, Go, and helm.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as versions from '../chain/versions.ts';
import { findJava } from '../targets/local/java/findJava.ts';
import { run } from './programs.ts';
import { root, runTool } from './tool.ts';

const schemas = join(root, 'test/schemas');

/** Strimzi's kinds that a chain is made of, by the class that describes each. */
const strimziKinds = {
  Kafka: 'kafka.Kafka',
  KafkaNodePool: 'nodepool.KafkaNodePool',
  KafkaTopic: 'topic.KafkaTopic',
  KafkaUser: 'user.KafkaUser',
};

/** Kubernetes' own kinds in the manifests; Pod for the pods that operators make of ours. */
const kubernetesKinds = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Namespace',
  'io.k8s.api.core.v1.PersistentVolumeClaim',
  'io.k8s.api.core.v1.Pod',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
  'io.k8s.api.rbac.v1.Role',
  'io.k8s.api.rbac.v1.RoleBinding',
];

const help = `Fetches the schemas of the pinned operators and of Kubernetes, and makes the classes of imports/ from them.

  --offline               only make the classes, from the schemas that are here
  --flink-chart FOLDER    chart of the Flink operator, where its public address is not reached
`;

await runTool(
  {
    name: 'import',
    help,
    options: { offline: { type: 'boolean' }, 'flink-chart': { type: 'string' } },
  },
  async ({ values }) => {
    if (values.offline !== true) await fetchSchemas(values['flink-chart']);
    await makeClasses();
  },
);

async function fetchSchemas(flinkChart: string | undefined): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'courant-import-'));
  try {
    writeFileSync(join(schemas, 'kafka.strimzi.io.yaml'), await strimziDefinitions(work));
    writeFileSync(join(schemas, 'sparkoperator.k8s.io.yaml'), await sparkDefinition(work));
    writeFileSync(
      join(schemas, 'flink.apache.org.yaml'),
      flinkDefinition(flinkChart ?? (await pullFlinkChart(work))),
    );
    writeFileSync(join(schemas, 'monitoring.coreos.com.yaml'), await monitoringDefinitions(work));
    writeFileSync(join(schemas, 'kubernetes.json'), await kubernetesSchemas(work));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const sums = readdirSync(schemas)
    .filter((file) => /\.(json|yaml)$/.test(file))
    .map((file) => `${sha256(readFileSync(join(schemas, file)))}  ${file}\n`);
  writeFileSync(join(schemas, 'SHA256SUMS'), sums.join(''));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Strimzi publishes no definitions, but the program that makes them, byte for byte the release's own. */
async function strimziDefinitions(work: string): Promise<string> {
  const { strimziVersion } = versions;
  const jars: string[] = [];
  for (const name of ['api', 'crd-generator']) {
    const artifact = `io.strimzi:${name}:${strimziVersion}`;
    const copy = [`-Dartifact=${artifact}`, `-DoutputDirectory=${work}`];
    await run(['mvn', '-q', 'dependency:copy', ...copy]);
    jars.push(join(work, `${name}-${strimziVersion}.jar`));
  }
  const outputs = Object.entries(strimziKinds).map(
    ([kind, type]) => `io.strimzi.api.kafka.model.${type}=${join(work, `${kind}.yaml`)}`,
  );
  const flags =
    '--label app:strimzi --label strimzi.io/crd-install:true --target-kube 1.16+ --crd-api-version v1 --api-versions v1 --storage-version v1 --yaml';
  const main = ['-cp', jars.join(':'), 'io.strimzi.crdgenerator.CrdGenerator'];
  await run([await java(), ...main, ...flags.split(' '), ...outputs]);
  return Object.keys(strimziKinds)
    .map((kind) => `---\n${readFileSync(join(work, `${kind}.yaml`), 'utf8')}`)
    .join('');
}

/** Any Java from 21 on: JAVA_HOME, PATH, or where Debian puts them. */
async function java(): Promise<string> {
  const debian = '/usr/lib/jvm';
  const homes = existsSync(debian) ? readdirSync(debian).map((name) => join(debian, name)) : [];
  const environments = [{}, ...homes.map((home) => ({ JAVA_HOME: home }))];
  for (const environment of environments) {
    const found = await findJava({ ...process.env, ...environment });
    if (found !== undefined && found.feature >= 21) return found.java;
  }
  throw new Error('no Java 21 or later: set JAVA_HOME');
}

function sparkDefinition(work: string): Promise<string> {
  const module = `github.com/kubeflow/spark-operator/v2@v${versions.sparkOperatorVersion}`;
  return inGoModule(work, module, 'config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml');
}

/** The release's own chart brings the definitions: they are in no registry that has all versions. */
async function pullFlinkChart(work: string): Promise<string> {
  const from = [
    '--repo',
    versions.charts.flinkOperator,
    '--version',
    versions.flinkOperatorVersion,
  ];
  await run(['helm', 'pull', flinkChartName, ...from, '--untar', '--untardir', work]);
  return join(work, flinkChartName);
}

const flinkChartName = 'flink-kubernetes-operator';

function flinkDefinition(chart: string): string {
  return readFileSync(join(chart, 'crds/flinkdeployments.flink.apache.org-v1.yml'), 'utf8');
}

/** For the tests alone: these are too small objects for classes of their own. */
async function monitoringDefinitions(work: string): Promise<string> {
  const name = 'github.com/prometheus-operator/prometheus-operator';
  const module = `${name}@v${versions.prometheusOperatorVersion}`;
  const definitions: string[] = [];
  for (const kind of ['podmonitors', 'prometheusrules']) {
    const file = `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`;
    definitions.push(await inGoModule(work, module, file));
  }
  return definitions.join('');
}

/** Of Kubernetes' 3.8 MB only the kinds above and what they refer to, without the prose. */
async function kubernetesSchemas(work: string): Promise<string> {
  const { kubernetesVersion: version } = versions;
  const module = `k8s.io/kubernetes@v${version}`;
  const swagger = await inGoModule(work, module, 'api/openapi-spec/swagger.json');
  const { definitions } = JSON.parse(swagger) as { definitions: Record<string, unknown> };
  const kept: Record<string, unknown> = {};
  const keep = (name: string): void => {
    if (kept[name] !== undefined) return;
    kept[name] = withoutProse(definitions[name]);
    const referred = JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g);
    for (const [, other = ''] of referred) keep(other);
  };
  kubernetesKinds.forEach(keep);
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version, definitions: sorted }, null, 1)}\n`;
}

function withoutProse(value: unknown, isSchema = true): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Below `properties` a description is a field of that name.
      .filter(([key]) => !isSchema || key !== 'description')
      .map(([key, inner]) => [key, withoutProse(inner, !(isSchema && key === 'properties'))]),
  );
}

/** Text of a file in a module, which is named with its version. */
async function inGoModule(work: string, module: string, file: string): Promise<string> {
  const command = ['mod', 'download', '-json', module];
  const lines = await run(['go', ...command], { cwd: work, isShown: false });
  // What it fetches besides is told before.
  const told = lines.slice(lines.indexOf('{')).join('\n');
  const { Dir: folder } = JSON.parse(told) as { Dir: string };
  return readFileSync(join(folder, file), 'utf8');
}

/** From the list in cdk8s.yaml. */
async function makeClasses(): Promise<void> {
  const cdk8s = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
  const env = { CDK8S_CHECK_UPGRADE: 'false' };
  await run([process.execPath, cdk8s, 'import'], { env, isShown: false });
  for (const file of readdirSync(join(root, 'imports'))) {
    const path = join(root, 'imports', file);
    writeFileSync(path, typesAsTypes(readFileSync(path, 'utf8')));
  }
}

/** cdk8s writes for compilers that drop unused imports; ours keeps what is not marked as a type. */
function typesAsTypes(text: string): string {
  return text
    .replace(/\b(ApiObjectMetadata|GroupVersionKind),/, 'type $1,')
    .replace(/\b(ApiObjectMetadata|GroupVersionKind) \}/, 'type $1 }')
    .replace('import { Construct }', 'import { type Construct }');
}
