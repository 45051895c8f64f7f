/**
 * `npm run images`: builds the chain's images. Each has a folder of its own as context, filled here with the few
 * files it is made of, so that the base image is all that is ever pulled.
 */
import { copyFile, cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CourantError } from '../chain/errors.ts';
import { chainImages, flinkVersion } from '../chain/versions.ts';
import { bundleGenerator } from './generatorBundle.ts';
import { run } from './programs.ts';
import { root, runTool, toolUsage } from './tool.ts';

const help = `Builds the chain's images: that of Flink only where it is named, as few chains need it.

  --only generator|spark|flink  build one of them
  --generator-image NAME:TAG    default: courant/generator in this version
  --spark-image NAME:TAG        default: courant/spark in this version
  --flink-image NAME:TAG        default: courant/flink in this version
  --generator-base IMAGE        any image with Node 24; default: as in generator/Dockerfile
  --spark-base IMAGE            any image laid out like apache/spark; default: as in spark/Dockerfile
  --flink-base IMAGE            any image laid out like flink; default: as in flink/Dockerfile
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

/** Of Flink's own image, by the name of the file. */
const isFlinksOwn = /^(flink-(?!table-planner_|table-api-scala_)|slf4j-)/;

/** An archive without entries: the record by which every zip ends (APPNOTE, 4.3.16), all of its counts zero. */
const emptyJar = Buffer.from([0x50, 0x4b, 0x05, 0x06, ...new Array<number>(18).fill(0)]);

const parts = ['generator', 'spark', 'flink'] as const;
type Part = (typeof parts)[number];

const text = { type: 'string' } as const;
const options = {
  only: text,
  'generator-image': text,
  'spark-image': text,
  'flink-image': text,
  'generator-base': text,
  'spark-base': text,
  'flink-base': text,
  data: text,
  platform: text,
  push: { type: 'boolean' },
} as const;
type Flags = { readonly [Name in Exclude<keyof typeof options, 'push'>]?: string } & {
  readonly push?: boolean;
};

await runTool({ name: 'images', help, options }, async ({ values }) => {
  const flags: Flags = values;
  if (flags.only !== undefined && !parts.some((part) => part === flags.only)) {
    throw toolUsage('images', `--only: "${flags.only}" is none of ${parts.join(', ')}`);
  }
  const wanted = parts.filter((part) =>
    flags.only === undefined
      ? part !== 'flink' || flags['flink-image'] !== undefined
      : flags.only === part,
  );
  for (const part of wanted) await make(part, flags);
});

async function make(part: Part, flags: Flags): Promise<void> {
  const { platform, push = false } = flags;
  const name = flags[`${part}-image`] ?? chainImages[part];
  const base = flags[`${part}-base`] ?? process.env[`COURANT_${part.toUpperCase()}_BASE_IMAGE`];
  const context = join(root, 'build/images', part);
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  await fill(part, context, flags);
  await run([
    'docker',
    ...(platform === undefined ? ['build'] : ['buildx', 'build', '--platform', platform]),
    ...(push && platform !== undefined ? ['--push'] : []),
    ...(base ? ['--build-arg', `BASE_IMAGE=${base}`] : []),
    ...['--file', join(root, part, 'Dockerfile'), '--tag', name, context],
  ]);
  if (push && platform === undefined) await run(['docker', 'push', name]);
  process.stdout.write(`${name}\n`);
}

function fill(part: Part, context: string, { data }: Flags): Promise<void> {
  if (part === 'generator') return fillGenerator(context, data);
  return part === 'spark' ? fillSpark(context) : fillFlink(context);
}

async function fillGenerator(context: string, data: string | undefined): Promise<void> {
  await bundleGenerator(context);
  await mkdir(join(context, 'data'));
  if (data === undefined) return;
  const place = relative(process.cwd(), resolve(data));
  const isBelow = place !== '' && !place.startsWith('..') && !isAbsolute(place);
  if (!isBelow || (await stat(place).catch(() => undefined)) === undefined) {
    throw toolUsage('images', `--data: "${data}" is no folder below this one`);
  }
  await cp(place, join(context, 'data', place), { recursive: true, dereference: true });
}

async function fillSpark(context: string): Promise<void> {
  const jars = join(context, 'jars');
  await gather('spark', jars, [`-DincludeArtifactIds=${connectorJars.join(',')}`]);
  const found = await readdir(jars);
  const missing = connectorJars.filter((jar) => !found.some((name) => name.startsWith(`${jar}-`)));
  if (missing.length > 0) {
    const message = `spark/pom.xml no longer leads to ${missing.join(', ')}`;
    throw new CourantError({ code: 'COURANT_INTERNAL', message });
  }
  await copyFile(join(root, 'spark/target/courant-runner.jar'), join(jars, 'courant-runner.jar'));
}

async function fillFlink(context: string): Promise<void> {
  const jars = join(context, 'jars');
  await gather('flink', jars, ['-DincludeScope=runtime']);
  for (const name of await readdir(jars)) {
    if (isFlinksOwn.test(name)) await rm(join(jars, name));
  }
  await writeFile(join(jars, `flink-table-planner-loader-${flinkVersion}.jar`), emptyJar);
  const runner = join(root, 'flink/target/courant-flink-runner.jar');
  const plugin = join(context, 'plugins/courant');
  await mkdir(plugin, { recursive: true });
  for (const folder of [jars, plugin]) {
    await copyFile(runner, join(folder, 'courant-flink-runner.jar'));
  }
}

/** Makes the runner of an engine, and copies jars that it needs. */
async function gather(engine: 'spark' | 'flink', jars: string, which: readonly string[]) {
  await run([
    'mvn',
    ...['--quiet', '--batch-mode', '--no-transfer-progress'],
    `--file=${join(root, engine, 'pom.xml')}`,
    ...['-DskipTests', 'package', 'dependency:copy-dependencies', ...which],
    `-DoutputDirectory=${jars}`,
  ]);
}
