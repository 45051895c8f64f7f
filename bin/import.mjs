/**
 * `npm run import`: fetches the custom resource definitions of the pinned operators and the schemas of the pinned
 * Kubernetes from package registries into `test/schemas/`, then makes the typed classes of `imports/` from them.
 * `npm run import -- --offline` only does the latter. Needs Maven, Java 21 or later, and Go.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemas = join(root, 'test/schemas');
const versions = readVersions();

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

if (!process.argv.includes('--offline')) await fetchSchemas();
makeClasses();

async function fetchSchemas() {
  const work = mkdtempSync(join(tmpdir(), 'courant-import-'));
  try {
    writeFileSync(join(schemas, 'kafka.strimzi.io.yaml'), strimziDefinitions(work));
    writeFileSync(join(schemas, 'sparkoperator.k8s.io.yaml'), sparkDefinition(work));
    writeFileSync(join(schemas, 'monitoring.coreos.com.yaml'), podMonitorDefinition(work));
    writeFileSync(join(schemas, 'kubernetes.json'), kubernetesSchemas(work));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const sums = readdirSync(schemas)
    .filter((file) => /\.(json|yaml)$/.test(file))
    .map((file) => `${sha256(readFileSync(join(schemas, file)))}  ${file}\n`);
  writeFileSync(join(schemas, 'SHA256SUMS'), sums.join(''));
}

/** Strimzi publishes no definitions, but the program that makes them, byte for byte the release's own. */
function strimziDefinitions(work) {
  const jars = ['api', 'crd-generator'].map((name) => {
    const artifact = `io.strimzi:${name}:${versions.strimziVersion}`;
    run('mvn', ['-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`]);
    return join(work, `${name}-${versions.strimziVersion}.jar`);
  });
  const outputs = Object.entries(strimziKinds).map(
    ([kind, type]) => `io.strimzi.api.kafka.model.${type}=${join(work, `${kind}.yaml`)}`,
  );
  const flags =
    '--label app:strimzi --label strimzi.io/crd-install:true --target-kube 1.16+ --crd-api-version v1 --api-versions v1 --storage-version v1 --yaml';
  run(java(), [
    '-cp',
    jars.join(':'),
    'io.strimzi.crdgenerator.CrdGenerator',
    ...flags.split(' '),
    ...outputs,
  ]);
  return Object.keys(strimziKinds)
    .map((kind) => `---\n${readFileSync(join(work, `${kind}.yaml`), 'utf8')}`)
    .join('');
}

function sparkDefinition(work) {
  const folder = goModule(
    work,
    'github.com/kubeflow/spark-operator/v2',
    versions.sparkOperatorVersion,
  );
  return readFileSync(
    join(folder, 'config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
    'utf8',
  );
}

/** For the tests alone: a PodMonitor is too small an object for classes of its own. */
function podMonitorDefinition(work) {
  const module = 'github.com/prometheus-operator/prometheus-operator';
  const folder = goModule(work, module, versions.prometheusOperatorVersion);
  return readFileSync(
    join(folder, 'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml'),
    'utf8',
  );
}

/** Of Kubernetes' 3.8 MB only the kinds above and what they refer to, without the prose. */
function kubernetesSchemas(work) {
  const folder = goModule(work, 'k8s.io/kubernetes', versions.kubernetesVersion);
  const { definitions } = JSON.parse(
    readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8'),
  );
  const kept = {};
  const keep = (name) => {
    if (kept[name] !== undefined) return;
    kept[name] = withoutProse(definitions[name]);
    for (const [, other] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g))
      keep(other);
  };
  kubernetesKinds.forEach(keep);
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: versions.kubernetesVersion, definitions: sorted }, null, 1)}\n`;
}

function withoutProse(value, isSchema = true) {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Below `properties` a description is a field of that name.
      .filter(([key]) => !isSchema || key !== 'description')
      .map(([key, inner]) => [key, withoutProse(inner, !(isSchema && key === 'properties'))]),
  );
}

function goModule(work, path, version) {
  const told = run('go', ['mod', 'download', '-json', `${path}@v${version}`], { cwd: work });
  return JSON.parse(told).Dir;
}

/** From the list in cdk8s.yaml. */
function makeClasses() {
  run(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'import'], {
    cwd: root,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
  for (const file of readdirSync(join(root, 'imports'))) {
    const path = join(root, 'imports', file);
    writeFileSync(path, typesAsTypes(readFileSync(path, 'utf8')));
  }
}

/** cdk8s writes for compilers that drop unused imports; ours keeps what is not marked as a type. */
function typesAsTypes(text) {
  return text
    .replace(/\b(ApiObjectMetadata|GroupVersionKind),/, 'type $1,')
    .replace(/\b(ApiObjectMetadata|GroupVersionKind) \}/, 'type $1 }')
    .replace('import { Construct }', 'import { type Construct }');
}

function run(command, args, options = {}) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
}

/** Any Java from 21 on: JAVA_HOME, PATH, or where Debian puts them. */
function java() {
  const homes = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm') : [];
  const candidates = [
    ...(process.env['JAVA_HOME'] ? [join(process.env['JAVA_HOME'], 'bin/java')] : []),
    'java',
    ...homes.map((home) => join('/usr/lib/jvm', home, 'bin/java')),
  ];
  const found = candidates.find((candidate) => featureVersion(candidate) >= 21);
  if (found === undefined) throw new Error('no Java 21 or later: set JAVA_HOME');
  return found;
}

function featureVersion(candidate) {
  try {
    const told = execFileSync(candidate, ['--version'], { encoding: 'utf8', stdio: 'pipe' });
    return Number(/^\S+ (\d+)/.exec(told)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function readVersions() {
  const text = readFileSync(join(root, 'chain/versions.ts'), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^export const (\w+) = '([^']+)';/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
