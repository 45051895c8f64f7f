/**
 * `npm run images`: builds the chain's two images. Each has a folder of its own as context, filled here with the few
 * files it is made of, so that the base image is all that is ever pulled.
 */
import { copyFile, cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CourantError } from '../chain/errors.ts';
import { chainImages } from '../chain/versions.ts';
import { bundleGenerator } from './generatorBundle.ts';
import { run } from './programs.ts';
import { root, runTool, toolUsage } from './tool.ts';

const help = `Builds the chain's two images.

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

const parts = ['generator', 'spark'] as const;
type Part = (typeof parts)[number];

const text = { type: 'string' } as const;
const options = {
  only: text,
  'generator-image': text,
  'spark-image': text,
  'generator-base': text,
  'spark-base': text,
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
    throw toolUsage('images', `--only: "${flags.only}" is neither generator nor spark`);
  }
  for (const part of parts) {
    if (flags.only === undefined || flags.only === part) await make(part, flags);
  }
});

async function make(part: Part, flags: Flags): Promise<void> {
  const { platform, push = false } = flags;
  const name = flags[`${part}-image`] ?? chainImages[part];
  const base = flags[`${part}-base`] ?? process.env[`COURANT_${part.toUpperCase()}_BASE_IMAGE`];
  const context = join(root, 'build/images', part);
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  await (part === 'generator' ? fillGenerator(context, flags.data) : fillSpark(context));
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
  await run([
    'mvn',
    ...['--quiet', '--batch-mode', '--no-transfer-progress'],
    `--file=${join(root, 'spark/pom.xml')}`,
    ...['-DskipTests', 'package', 'dependency:copy-dependencies'],
    `-DincludeArtifactIds=${connectorJars.join(',')}`,
    `-DoutputDirectory=${jars}`,
  ]);
  const found = await readdir(jars);
  const missing = connectorJars.filter((jar) => !found.some((name) => name.startsWith(`${jar}-`)));
  if (missing.length > 0) {
    const message = `spark/pom.xml no longer leads to ${missing.join(', ')}`;
    throw new CourantError({ code: 'COURANT_INTERNAL', message });
  }
  await copyFile(join(root, 'spark/target/courant-runner.jar'), join(jars, 'courant-runner.jar'));
}
