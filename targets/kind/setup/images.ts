/** The chain's images: built when their sources changed, loaded when the nodes lack them. */
import { rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flinkQueries, sparkQueries } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import { isGlob } from '../../../chain/replayFiles.ts';
import type { Environment } from '../../machine/environment.ts';
import { inStep } from '../../steps.ts';
import type { ChainFolder, OperationOptions, StepReport } from '../../target.ts';
import type { Api } from '../api/api.ts';
import type { ChainOnCluster } from './chainOnCluster.ts';
import { nodesOf } from './cluster.ts';
import { contentsOf, hashOf } from './contentHash.ts';
import type { ImageNames } from './manifests.ts';
import { kinds } from '../api/objects.ts';
import { runTool, tryTool } from './tools.ts';
import type { Tools } from './tools.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tool = fileURLToPath(new URL('../../../bin/tool.mjs', import.meta.url));

/** What each image is made of, beside its base. */
const sources = {
  generator: ['generator', 'chain', 'kafka', 'tools/generatorBundle.ts', 'package-lock.json'],
  spark: ['spark/Dockerfile', 'spark/pom.xml', 'spark/src/main', 'runner/src/main'],
  flink: ['flink/Dockerfile', 'flink/pom.xml', 'flink/src/main', 'runner/src/main'],
} as const;
const bases = {
  generator: 'COURANT_GENERATOR_BASE_IMAGE',
  spark: 'COURANT_SPARK_BASE_IMAGE',
  flink: 'COURANT_FLINK_BASE_IMAGE',
} as const;
type Part = keyof typeof sources;
/** As they stand in a sentence. */
const titles = { generator: 'the generator', spark: 'Spark', flink: 'Flink' } as const;

/** The images that a chain needs. */
export function partsOf(chain: ChainDefinition): Part[] {
  return [
    'generator',
    ...(sparkQueries(chain) === undefined ? [] : (['spark'] as const)),
    ...(flinkQueries(chain) === undefined ? [] : (['flink'] as const)),
  ];
}

/** Names with a content-hash tag, so that another content is another image and rolls the pods. */
export async function imageNames(
  { folder, chain }: ChainFolder,
  environment: Environment,
): Promise<ImageNames> {
  const data = dataFolder(chain);
  const name = async (part: Part): Promise<string> => {
    const files: Record<string, string | Uint8Array> = {
      ...(await contentsOf(root, [...sources[part], 'tools/images.ts'])),
      base: environment[bases[part]] ?? '',
    };
    if (part === 'generator' && data !== undefined) {
      Object.assign(files, await contentsOf(folder, [data]));
    }
    return `courant/${part}:${hashOf(files)}`;
  };
  const { images } = chain;
  const [generator, spark, flink] = await Promise.all([
    images.generator ?? name('generator'),
    images.spark ?? name('spark'),
    images.flink ?? name('flink'),
  ]);
  return { generator, spark, flink };
}

/** Folder of a replay's files, which the generator's image holds; `undefined` without a replay. */
export function dataFolder({ generator: { source } }: ChainDefinition): string | undefined {
  if (source.type !== 'replay') return undefined;
  const parts = posix.normalize(source.files).split('/');
  const glob = parts.findIndex(isGlob);
  // A folder or a file: whether the last part is a folder shows only on disk; its own folder holds it either way.
  const folder = parts.slice(0, glob === -1 ? Math.max(1, parts.length - 1) : glob).join('/');
  const isFileHere = glob === 0 || (parts.length === 1 && posix.extname(folder) !== '');
  if (!isFileHere && folder !== '' && !folder.startsWith('..') && !folder.startsWith('/')) {
    return folder;
  }
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `generator.source.files: "${source.files}" cannot be put into an image`,
    details: ['on Kubernetes the files travel in the image, and only a folder below the chain can'],
    left: 'nothing was applied',
    hint: 'put the files into a folder, like "data", and name it: data/*.csv',
  });
}

interface ImageWork extends OperationOptions {
  readonly onCluster: ChainOnCluster;
  readonly images: ImageNames;
}

/**
 * Builds what this machine's Docker does not have.
 * @param present full names of images that the nodes have already
 */
export async function buildImages(work: ImageWork, present: ReadonlySet<string>): Promise<void> {
  const { onCluster, images, report, signal } = work;
  for (const part of partsOf(onCluster.chain)) {
    const name = images[part];
    const isOwn = onCluster.chain.images[part] !== undefined || present.has(fullName(name));
    if (isOwn || (await isInDocker(onCluster.tools(signal), name))) continue;
    await inStep(report, `building the image of ${titles[part]}`, async (step) => {
      await build(work, part, step);
      step.done(name);
    });
  }
}

async function build({ onCluster, images, signal }: ImageWork, part: Part, step: StepReport) {
  const data = part === 'generator' ? dataFolder(onCluster.chain) : undefined;
  const flags = ['--only', part, `--${part}-image`, images[part]];
  await runTool(
    onCluster.tools(signal),
    ['node', tool, 'images', ...flags, ...(data === undefined ? [] : ['--data', data])],
    {
      code: 'COURANT_IMAGE_FAILED',
      message: `the image of ${titles[part]} could not be built`,
      left: 'nothing was applied',
      hint: `another base image may help: ${bases[part]} (docs/images.md)`,
    },
    (line) => {
      step.progress(line);
    },
  );
}

export async function isInDocker(tools: Tools, name: string): Promise<boolean> {
  const { code } = await tryTool(tools, 'docker', ['image', 'inspect', '--format={{.Id}}', name]);
  return code === 0;
}

/** Loads what the nodes lack, all in one archive: layers that images share travel once. */
export async function loadImages(
  { onCluster, report, signal }: ImageWork,
  cluster: string,
  wanted: readonly string[],
): Promise<void> {
  const tools = onCluster.tools(signal);
  const present = await imagesInNodes(tools, cluster);
  const missing: string[] = [];
  for (const name of wanted) {
    if (!present.has(fullName(name)) && (await isInDocker(tools, name))) missing.push(name);
  }
  if (missing.length === 0) return;
  const what = missing.length === 1 ? '1 image' : `${missing.length} images`;
  await inStep(report, `loading ${what} into the cluster`, async (step) => {
    await load(tools, { archive: onCluster.paths.archive, cluster }, missing);
    step.done(missing.join(', '));
  });
}

async function load(
  tools: Tools,
  { archive, cluster }: { readonly archive: string; readonly cluster: string },
  names: readonly string[],
): Promise<void> {
  const failure = {
    code: 'COURANT_IMAGE_FAILED',
    message: `${names.join(', ')} could not be loaded into the cluster "${cluster}"`,
    left: 'nothing was applied',
    hint: 'see whether the disk is full: docker system df',
  } as const;
  try {
    await runTool(tools, ['docker', 'save', '--output', archive, ...names], failure);
    const args = ['load', 'image-archive', archive, '--name', cluster];
    await runTool(tools, ['kind', ...args], failure);
  } finally {
    await rm(archive, { force: true });
  }
}

/**
 * Images that every node tells of, by their full names. A node tells of fifty at most and of new ones late: what is
 * missing here may be there all the same.
 */
export async function imagesOfNodes(api: Api): Promise<Set<string>> {
  const { items } = await api.list(kinds.node);
  const lists = items.map(({ status }) => {
    const { images = [] } = (status ?? {}) as { images?: readonly { names?: string[] }[] };
    return new Set(images.flatMap(({ names = [] }) => names));
  });
  return onAll(lists);
}

function onAll(lists: readonly ReadonlySet<string>[]): Set<string> {
  const [first = new Set<string>(), ...others] = lists;
  return new Set([...first].filter((name) => others.every((list) => list.has(name))));
}

/** The same as containerd tells it. */
async function imagesInNodes(tools: Tools, cluster: string): Promise<Set<string>> {
  const lists = await Promise.all(
    (await nodesOf(tools, cluster)).map(async (node) => {
      const args = ['exec', node, 'ctr', '--namespace=k8s.io', 'images', 'ls', '-q'];
      return new Set((await tryTool(tools, 'docker', args)).lines);
    }),
  );
  return onAll(lists);
}

/** As containerd names it: `courant/spark:1` is `docker.io/courant/spark:1`. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const place = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  return /[:@][^/]*$/.test(place) ? place : `${place}:latest`;
}
