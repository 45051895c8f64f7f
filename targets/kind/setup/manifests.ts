/** The chain's objects: written by the synth command, read back, and given the images that were built. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { queryFolders } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import { topicNames } from '../../../chain/names.ts';
import { chainImages } from '../../../chain/versions.ts';
import type { ChainFolder } from '../../target.ts';
import { writeJsonFile } from '../../machine/jsonFile.ts';
import { contentsOf, hashOf } from './contentHash.ts';
import { kinds, replicasOf, topicNameOf } from '../api/objects.ts';
import type { KubeObject } from '../api/objects.ts';
import type { KindPaths } from '../paths.ts';
import { runTool } from './tools.ts';
import type { Tools } from './tools.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const courant = fileURLToPath(new URL('../../../bin/courant.mjs', import.meta.url));

/** Names of the images as they are applied. */
export interface ImageNames {
  readonly generator: string;
  readonly spark: string;
  readonly flink: string;
}

/** @throws CourantError COURANT_CONFIG_INVALID with what the synth command said */
export async function readManifests(
  tools: Tools,
  { folder, file, chain }: ChainFolder,
  paths: KindPaths,
): Promise<KubeObject[]> {
  await mkdir(paths.manifests, { recursive: true });
  const stamp = join(paths.manifests, 'made-from');
  // The command writes only to a folder that is empty or that it wrote.
  const output = join(paths.manifests, 'written');
  const made = await sourcesHash(folder, chain);
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== made) {
    await rm(stamp, { force: true });
    // Not the file that the user wrote: run once more, it might say something else.
    const definition = join(paths.manifests, 'definition.json');
    await writeJsonFile(definition, chain);
    const flags = ['--definition', definition, '--output', output];
    await runTool({ ...tools, cwd: folder }, ['node', courant, 'synth', ...flags], {
      code: 'COURANT_CONFIG_INVALID',
      message: `no manifests could be made from ${file}`,
      left: 'nothing was applied',
    });
    await writeFile(stamp, made);
  }
  const isLaptop = chain.profile === 'laptop';
  return parseFolder(isLaptop ? output : join(output, chain.profile));
}

/** Of all that the manifests are made of: definition, queries, constructs. */
async function sourcesHash(folder: string, chain: ChainDefinition): Promise<string> {
  const own = await contentsOf(root, ['charts', 'chain', 'imports', 'main.ts', 'package.json']);
  const queries = await Promise.all(
    queryFolders(chain).map(async ({ engine, folder: written }) =>
      prefixed(`${engine}/`, await contentsOf(resolve(folder, written), ['.'])),
    ),
  );
  return hashOf(Object.assign({ ...own }, ...queries, { definition: JSON.stringify(chain) }));
}

function prefixed<T>(prefix: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${prefix}${name}`, content]),
  );
}

async function parseFolder(folder: string): Promise<KubeObject[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.k8s.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap(objectsOf);
}

/** The objects of one file, in its order. */
export function objectsOf(text: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors ?? [];
    if (error !== undefined) {
      throw new CourantError({ code: 'COURANT_INTERNAL', message: error.message, cause: error });
    }
    const object = document.toJS() as KubeObject | null;
    return object === null ? [] : [object];
  });
}

/** Topics that queries write to, by their Kafka names. */
export function outputTopics(objects: readonly KubeObject[]): string[] {
  const own: readonly string[] = Object.values(topicNames);
  return objects
    .filter(({ kind }) => kind === kinds.topic.kind)
    .map(topicNameOf)
    .filter((topic) => !own.includes(topic));
}

/**
 * The same object with the images that were built for it in the place of the package's own names, which are put into the
 * nodes and lie in no registry: whatever the profile says, they are not asked for there. Images that the definition names
 * itself are left alone.
 */
export function withImages(object: KubeObject, images: ImageNames): KubeObject {
  const replaced = new Map<unknown, string>([
    [chainImages.generator, images.generator],
    [chainImages.spark, images.spark],
    [chainImages.flink, images.flink],
  ]);
  return replaceImages(object, replaced) as KubeObject;
}

function replaceImages(value: unknown, replaced: ReadonlyMap<unknown, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceImages(item, replaced));
  if (typeof value !== 'object' || value === null) return value;
  const { image } = value as { image?: unknown };
  const own = replaced.get(image);
  const loaded = own === undefined ? {} : { image: own, imagePullPolicy: 'IfNotPresent' };
  return {
    ...Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, replaceImages(inner, replaced)]),
    ),
    ...loaded,
  };
}

/**
 * The pool's disks as large as they are: one more query asks for more, and neither kind's storage class nor Strimzi changes
 * the size of a volume. On kind the size limits nothing.
 */
export function withLiveDisks(object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (object.kind !== kinds.nodePool.kind || live === undefined) return object;
  const volumesOf = ({ spec }: KubeObject) => (spec as NodePoolSpec).storage.volumes ?? [];
  const sizes = new Map(volumesOf(live).map(({ id, size }) => [id, size]));
  const spec = object.spec as NodePoolSpec;
  const volumes = volumesOf(object).map((volume) => ({
    ...volume,
    size: sizes.get(volume.id) ?? volume.size,
  }));
  return { ...object, spec: { ...spec, storage: { ...spec.storage, volumes } } };
}

interface NodePoolSpec {
  readonly storage: {
    readonly volumes?: readonly { readonly id: number; readonly size: string }[];
  };
}

const definedReplicas = 'courant/defined-replicas';

/**
 * The generator's Deployment with the replicas it should have: as many as `scale` asked for, unless the definition was
 * changed since, or it was scaled to none.
 */
export function withReplicas(object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (object.kind !== 'Deployment') return object;
  const defined = replicasOf(object) ?? 1;
  const now = replicasOf(live);
  const isSame = live?.metadata.annotations?.[definedReplicas] === String(defined);
  const replicas = isSame && now !== undefined && now > 0 ? now : defined;
  const annotations = { ...object.metadata.annotations, [definedReplicas]: String(defined) };
  return {
    ...object,
    metadata: { ...object.metadata, annotations },
    spec: { ...(object.spec as object), replicas },
  };
}
