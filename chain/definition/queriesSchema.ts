/**
 * Which queries a chain has, and who runs them: those of one folder, by Spark; or, by engine, those of a folder each.
 * Over all engines a query's name is its own, since it names its topic.
 */
import { z } from 'zod';
import { engines } from '../engines.ts';
import type { Engine } from '../engines.ts';
import { durationMs, durationMsOrAuto, text, whole } from './fields.ts';

const folder = text('name the folder of the .sql files, like "queries"');

const sparkSettings = {
  /** Most records that one micro-batch of a query reads. */
  maxOffsetsPerTrigger: whole({ min: 1, max: 100_000_000 }, 'records').optional(),
  /**
   * Least time between the starts of two micro-batches. `auto`: five times as long as the last one took, within 100 ms
   * and 1 s, and none while much waits to be read.
   */
  trigger: durationMsOrAuto({ min: 0, max: 3_600_000 }).optional(),
};

const sparkSchema = z.strictObject({
  /** Folder of the `.sql` files, from the folder of the definition. */
  folder: folder.optional(),
  ...sparkSettings,
});

const flinkSchema = z.strictObject({
  /** Folder of the `.sql` files, from the folder of the definition. */
  folder: folder.default('flink/queries'),
  /** How late a reading may be where a query does not say its own `watermark=`; 0 to 1 day. */
  watermark: durationMs({ min: 0, max: 86_400_000 }).default(10_000),
  /** Time between two checkpoints, and so between two reports; 100 ms to 10 minutes. */
  checkpointInterval: durationMs({ min: 100, max: 600_000 }).default(1_000),
});

export type SparkQueries = ReturnType<typeof withDefaults>;
export type FlinkQueries = z.output<typeof flinkSchema>;

export const queriesSchema = z
  .strictObject({
    /** Folder of the `.sql` files, from the folder of the definition; Spark runs them. */
    folder: folder.optional(),
    ...sparkSettings,
    /** Queries that Spark runs, beside those of another engine. */
    spark: sparkSchema.optional(),
    /** Queries that Flink runs. */
    flink: flinkSchema.optional(),
  })
  .transform((written, context) => {
    const { spark, flink, ...alone } = written;
    if (spark === undefined && flink === undefined) return withDefaults(alone);
    for (const field of Object.keys(alone)) {
      context.addIssue({
        code: 'custom',
        path: [field],
        message: `it stands beside ${spark === undefined ? 'flink' : 'spark'}, and nothing says whose it is`,
        params: { hint: `write it within the engine: spark: { ${field}: … }` },
      });
    }
    return {
      ...(spark === undefined ? {} : { spark: withDefaults(spark) }),
      ...(flink === undefined ? {} : { flink }),
    };
  });

function withDefaults({
  folder = 'spark/queries',
  maxOffsetsPerTrigger = 400_000,
  trigger = 'auto',
}: z.output<typeof sparkSchema>) {
  return { folder, maxOffsetsPerTrigger, trigger };
}

interface WithQueries {
  readonly queries: z.output<typeof queriesSchema>;
}

/** What Spark runs; `undefined` where it runs nothing. */
export function sparkQueries({ queries }: WithQueries): SparkQueries | undefined {
  return 'folder' in queries ? queries : queries.spark;
}

/** What Flink runs; `undefined` where it runs nothing. */
export function flinkQueries({ queries }: WithQueries): FlinkQueries | undefined {
  return 'folder' in queries ? undefined : queries.flink;
}

/** The engines of a chain, in order, with the folder of each one's queries and the field that names it. */
export function queryFolders(
  chain: WithQueries,
): { readonly engine: Engine; readonly folder: string; readonly field: string }[] {
  const isAlone = 'folder' in chain.queries;
  const folders = { spark: sparkQueries(chain)?.folder, flink: flinkQueries(chain)?.folder };
  return engines.flatMap((engine) => {
    const at = folders[engine];
    const field = isAlone ? 'queries.folder' : `queries.${engine}.folder`;
    return at === undefined ? [] : [{ engine, folder: at, field }];
  });
}
