/**
 * `npm run agree`: whether Spark, Flink and the plain consumer counted the same. Exit code 0 where they did, 4 where they
 * differ; otherwise as courant has it: 1 a query failed, 2 words still come, 3 the chain does not run, 124 nothing moved.
 */
import { Failure, main, readStatus } from './chain.ts';
import type { Status } from './chain.ts';
import { differences, table } from './compare.ts';
import { Counted } from './counted.ts';

/** A query that waits and reads nothing for so long is not waited for. */
const patienceMs = 60_000;
/** Engines tell an open window a moment later: a difference that is still there when nothing was written for so long is one. */
const quietMs = 3_000;
const mostShown = 20;

/** Resolves with the first status in which every query has read all words. */
async function untilRead(): Promise<Status> {
  let read = -1;
  let movedAt = Date.now();
  for (;;) {
    const status = await readStatus();
    assertSound(status);
    const { queries } = status;
    if (queries.length > 0 && queries.every(({ lagRows }) => lagRows === 0)) return status;
    const now = queries.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
    if (now !== read) [read, movedAt] = [now, Date.now()];
    if (Date.now() - movedAt > patienceMs)
      throw new Failure(
        124,
        `no query read a word for ${patienceMs / 1_000} s, and not all have read all`,
      );
  }
}

function assertSound({ generator, queries }: Status): void {
  if (generator.replicas > 0) {
    throw new Failure(2, 'words still come\n  → stop them first: npx courant scale 0');
  }
  const failed = queries.find(({ state }) => state === 'failed');
  if (failed !== undefined)
    throw new Failure(1, `query "${failed.name}" failed: ${failed.error?.message ?? ''}`);
}

/** A sentence for each count that is not the same everywhere. */
function found({ words, windows }: Counted): string[] {
  return [...differences(words), ...differences(windows)];
}

await main(async () => {
  const { kafka } = await untilRead();
  const counted = new Counted(kafka.bootstrapServers);
  await counted.start();
  do await counted.caughtUp();
  while (found(counted).length > 0 && counted.quietMs < quietMs);
  await counted.stop();
  console.log(table(counted.words));
  const all = found(counted);
  if (all.length === 0) {
    console.log('✓ they agree');
    return;
  }
  const more = all.length > mostShown ? [`and ${all.length - mostShown} more`] : [];
  const lines = [...all.slice(0, mostShown), ...more].map((line) => `  ${line}`);
  throw new Failure(4, ['✗ they differ', ...lines].join('\n'));
});
