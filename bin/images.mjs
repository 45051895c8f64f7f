/**
 * `npm run images`: builds the chain's two images. Each has a folder of its own as context, filled here with the few
 * files it is made of, so that the base image is all that is ever pulled.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.mjs';
import { bundleGenerator } from './generatorBundle.mjs';

const help = `usage: npm run images -- [flags]

  --only generator|spark        build one of the two
  --generator-image NAME:TAG    default: courant/generator in this version
  --spark-image NAME:TAG        default: courant/spark in this version
  --generator-base IMAGE        any image with Node 24; default: as in generator/Dockerfile
  --spark-base IMAGE            any image laid out like apache/spark; default: as in spark/Dockerfile
  --data FOLDER                 files of a replay, baked into the generator under the same relative path
  --platform LIST               like linux/amd64,linux/arm64; needs docker buildx, and --push for more than one
  --push                        push instead of keeping the images in the local engine
`;

/** What the Kafka connector needs beside the jars that Spark's own image carries. */
const connectorJars = [
  'spark-sql-kafka-0-10_2.13',
  'spark-token-provider-kafka-0-10_2.13',
  'kafka-clients',
  'commons-pool2',
];

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const flags = readFlags();
const images = {
  generator: {
    name: flags['generator-image'] ?? `courant/generator:${version}`,
    base: flags['generator-base'] ?? process.env.COURANT_GENERATOR_BASE_IMAGE,
    fill: fillGenerator,
  },
  spark: {
    name: flags['spark-image'] ?? `courant/spark:${version}`,
    base: flags['spark-base'] ?? process.env.COURANT_SPARK_BASE_IMAGE,
    fill: fillSpark,
  },
};
for (const part of flags.only === undefined ? Object.keys(images) : [flags.only]) await make(part);

function readFlags() {
  const text = { type: 'string' };
  const names = [
    'only',
    'generator-image',
    'spark-image',
    'generator-base',
    'spark-base',
    'data',
    'platform',
  ];
  try {
    const { values } = parseArgs({
      options: {
        ...Object.fromEntries(names.map((name) => [name, text])),
        push: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) leave(0, help, process.stdout);
    if (values.only !== undefined && !['generator', 'spark'].includes(values.only)) {
      throw new Error(`--only: "${values.only}" is neither generator nor spark`);
    }
    return values;
  } catch (error) {
    return leave(2, `error COURANT_USAGE: ${error.message}\n\n${help}`);
  }
}

async function make(part) {
  const { name, base, fill } = images[part];
  const context = join(root, 'build/images', part);
  rmSync(context, { recursive: true, force: true });
  mkdirSync(context, { recursive: true });
  await fill(context);
  run('docker', [
    ...(flags.platform === undefined
      ? ['build']
      : ['buildx', 'build', '--platform', flags.platform]),
    ...(flags.push && flags.platform !== undefined ? ['--push'] : []),
    ...(base ? ['--build-arg', `BASE_IMAGE=${base}`] : []),
    '--file',
    join(root, part, 'Dockerfile'),
    '--tag',
    name,
    context,
  ]);
  if (flags.push && flags.platform === undefined) run('docker', ['push', name]);
  console.log(name);
}

async function fillGenerator(context) {
  await bundleGenerator(context);
  const data = join(context, 'data');
  mkdirSync(data);
  if (flags.data === undefined) return;
  const place = relative(process.cwd(), resolve(flags.data));
  if (place === '' || place.startsWith('..') || isAbsolute(place) || !existsSync(place)) {
    leave(2, `error COURANT_USAGE: --data: "${flags.data}" is no folder below this one\n`);
  }
  cpSync(place, join(data, place), { recursive: true, dereference: true });
}

function fillSpark(context) {
  const jars = join(context, 'jars');
  const pom = join(root, 'spark/pom.xml');
  run('mvn', [
    '--quiet',
    '--batch-mode',
    '--no-transfer-progress',
    `--file=${pom}`,
    '-DskipTests',
    'package',
    'dependency:copy-dependencies',
    `-DincludeArtifactIds=${connectorJars.join(',')}`,
    `-DoutputDirectory=${jars}`,
  ]);
  const found = readdirSync(jars);
  const missing = connectorJars.filter((jar) => !found.some((name) => name.startsWith(`${jar}-`)));
  if (missing.length > 0) {
    leave(1, `error COURANT_INTERNAL: spark/pom.xml no longer leads to ${missing.join(', ')}\n`);
  }
  copyFileSync(join(root, 'spark/target/courant-runner.jar'), join(jars, 'courant-runner.jar'));
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (error?.code === 'ENOENT') {
    leave(
      3,
      `error COURANT_TOOL_MISSING: "${command}" is not on PATH\n  → courant doctor says how to get it\n`,
    );
  }
  if (status !== 0) {
    leave(1, `error COURANT_LEG_FAILED: ${command} ended with ${status ?? error?.message}\n`);
  }
}

function leave(code, text, stream = process.stderr) {
  stream.write(text);
  process.exit(code);
}
