/** The one engine that runs queries on Kubernetes. */
import { CourantError } from '../errors.ts';
import { flinkQueries, sparkQueries } from './queriesSchema.ts';
import type { SparkQueries } from './queriesSchema.ts';
import type { ChainDefinition } from './schema.ts';

/** @throws CourantError COURANT_CONFIG_INVALID where the chain has queries of another engine, or none of Spark's */
export function sparkOnly(chain: ChainDefinition): SparkQueries {
  const spark = sparkQueries(chain);
  if (spark !== undefined && flinkQueries(chain) === undefined) return spark;
  throw new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: 'queries.flink: on Kubernetes a chain has no Flink yet',
    left: 'nothing was applied',
    hint: 'run it on this machine (courant up --target local), or leave queries.flink out',
  });
}
