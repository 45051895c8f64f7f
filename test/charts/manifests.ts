/** The manifests of a chain, as a cluster would get them. */
import { Yaml } from 'cdk8s';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainInput } from '../../chain/chain.ts';
import { resolveChain, sparkQueries } from '../../chain/chain.ts';
import { manifestsOf as composed } from '../../charts/plan.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export type Profile = 'laptop' | 'production';
export const profiles: readonly Profile[] = ['laptop', 'production'];

export const queries = {
  hot_readings: 'SELECT sensor AS key, value FROM readings WHERE value > 30\n',
  sensor_stats: 'SELECT sensor AS key, count(*) AS n FROM readings GROUP BY sensor\n',
};

export const flinkQueries = {
  counts: 'SELECT sensor AS key, COUNT(*) AS n FROM readings GROUP BY sensor\n',
  hot: 'SELECT sensor AS key, `value` FROM readings WHERE `value` > 30\n',
};

/** What main.ts makes, without files. */
export function manifestsOf(written: Partial<ChainInput> = {}, sql: object = queries): Manifest[] {
  const chain = resolveChain({ name: 'sensors', ...written }, 'chain.config.ts');
  return composed({ chain, queries: sql as Record<string, string> }) as Manifest[];
}

/** The same of a chain with queries of both engines. */
export function withFlink(
  written: Partial<ChainInput> = {},
  flink: Readonly<Record<string, string>> = flinkQueries,
): Manifest[] {
  const engines = { queries: { spark: {}, flink: {} } };
  const chain = resolveChain({ name: 'sensors', ...engines, ...written }, 'chain.config.ts');
  const spark = sparkQueries(chain) === undefined ? {} : queries;
  return composed({ chain, queries: spark, flinkQueries: flink }) as Manifest[];
}

/** The committed files of a profile. */
export function committedManifests(profile: Profile): Manifest[] {
  const folder = profile === 'laptop' ? 'dist' : join('dist', profile);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.k8s.yaml'))
    .sort()
    .flatMap((file) => Yaml.load(join(folder, file)) as Manifest[]);
}

/** The one object of a kind and, where there are several, a name. */
export function find<T = Manifest>(documents: readonly Manifest[], kind: string, name?: string): T {
  const found = documents.filter(
    (document) => document.kind === kind && (name === undefined || document.metadata.name === name),
  );
  if (found.length !== 1) throw new Error(`${found.length} of ${kind} ${name ?? ''}`);
  return found[0] as T;
}

export function all<T = Manifest>(documents: readonly Manifest[], kind: string): T[] {
  return documents.filter((document) => document.kind === kind) as T[];
}

export interface Change {
  readonly kind: string;
  /** Of several of a kind, which; left out: the first. */
  readonly name?: string;
  /** Place of the change, keys joined by `/`. */
  readonly at: string;
  /** The new value; left out: the field is removed. */
  readonly to?: unknown;
}

/** A copy in which one field is another. */
export function changed(documents: readonly Manifest[], change: Change): Manifest[] {
  const copy = structuredClone(documents) as Manifest[];
  const { kind, name, at, to } = change;
  const chosen = copy.find(
    (document) => document.kind === kind && (name === undefined || document.metadata.name === name),
  );
  const keys = at.split('/');
  let place = chosen as unknown as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  const last = keys.at(-1)!;
  if (to === undefined) Reflect.deleteProperty(place, last);
  else place[last] = to;
  return copy;
}
