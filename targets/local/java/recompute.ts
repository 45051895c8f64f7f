/** A query's rows computed once more: a Spark of its own runs the same SQL over the same readings, in one batch. */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { sparkQueries } from '../../../chain/chain.ts';
import type { SparkQueries } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { KafkaConnection } from '../../../kafka/connection.ts';
import type { Environment } from '../../machine/environment.ts';
import { writeJsonFile } from '../../machine/jsonFile.ts';
import { runToEnd } from '../../machine/processes.ts';
import { inStep } from '../../steps.ts';
import type {
  ChainFolder,
  OperationOptions,
  RecomputeRange,
  RecomputedRow,
  RecomputedRows,
} from '../../target.ts';
import { localPaths } from '../paths.ts';
import { archiveFlags, classArchive } from './classArchive.ts';
import { javaProgram } from './javaCommand.ts';
import { runnerCommand } from './runner.ts';
import { getSoftware } from './software.ts';

interface RecomputeParts extends OperationOptions {
  readonly chainFolder: ChainFolder;
  readonly environment: Environment;
  readonly connection: KafkaConnection;
  readonly ranges: readonly RecomputeRange[];
}

/** What the runner says of each query (Recompute.java). */
const said = z.object({
  queries: z
    .array(
      z.union([
        z.object({ name: z.string(), rows: z.number().int() }),
        z.object({ name: z.string(), why: z.string() }),
      ]),
    )
    .default([]),
  problems: z.array(z.object({ message: z.string() })).optional(),
});

/** @throws CourantError see Target.recompute */
export async function recompute<T>(
  parts: RecomputeParts,
  use: (rows: readonly RecomputedRows[]) => Promise<T>,
): Promise<T> {
  const queries = sparkQueries(parts.chainFolder.chain);
  if (queries === undefined || parts.ranges.length === 0) return use([]);
  const { temporary } = localPaths(parts.chainFolder.folder);
  await mkdir(temporary, { recursive: true });
  const folder = await mkdtemp(join(temporary, 'recompute-'));
  try {
    await writeJsonFile(join(folder, 'ranges.json'), parts.ranges);
    const found = await inStep(parts.report, 'computing the rows once more, in one batch', () =>
      runOnce(parts, queries, folder),
    );
    return await use(found.map((query) => rowsOf(query, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Said = z.infer<typeof said>['queries'][number];

function rowsOf(query: Said, folder: string): RecomputedRows {
  return 'why' in query
    ? { query: query.name, why: query.why }
    : { query: query.name, rows: rowsIn(join(folder, `${query.name}.ndjson`)) };
}

async function* rowsIn(file: string): AsyncIterable<RecomputedRow> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) yield JSON.parse(line) as RecomputedRow;
}

async function runOnce(
  parts: RecomputeParts,
  queries: SparkQueries,
  folder: string,
): Promise<readonly Said[]> {
  const { chainFolder, environment, connection, signal } = parts;
  const { java, engines } = await getSoftware(['spark'], parts);
  const command = runnerCommand(
    {
      chainFolder: chainFolder.folder,
      chain: chainFolder.chain,
      java,
      engine: engines.spark,
      bootstrapServers: connection.bootstrapServers,
      recompute: folder,
    },
    queries,
  );
  const archive = await classArchive(
    command,
    environment,
    localPaths(chainFolder.folder).temporary,
  );
  const ended = await runToEnd(javaProgram(command, archiveFlags(archive), environment), {
    signal,
  });
  signal.throwIfAborted();
  const document = documentIn(ended.lines);
  if (document === undefined) throw failed(ended.lines);
  if (document.problems !== undefined) throw refused(document.problems);
  return document.queries;
}

/** The document is one line; what Spark logs stands around it. */
function documentIn(lines: readonly string[]): z.infer<typeof said> | undefined {
  for (const line of lines.toReversed()) {
    if (!/^\{"(queries|problems)":/.test(line)) continue;
    return said.parse(JSON.parse(line));
  }
  return undefined;
}

function refused(problems: readonly { readonly message: string }[]): CourantError {
  return new CourantError({
    code: 'COURANT_QUERY_INVALID',
    message: 'the queries cannot be computed once more',
    details: problems.map(({ message }) => message),
    hint: 'put the files back that the chain was started with',
  });
}

function failed(lines: readonly string[]): CourantError {
  return new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: 'Spark ended before it had computed the rows once more',
    details: lines.slice(-5),
    hint: 'where the heap was full, raise sizing.spark.memory',
  });
}
