/** The engine of a chain on Kubernetes. */
import { flinkQueries, sparkQueries } from '../chain/chain.ts';
import type { ChainDefinition, SparkQueries } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';

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
