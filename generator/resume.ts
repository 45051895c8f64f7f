/** Going on under a name: where the ledger of the last run ends, and what it wrote after its last report. */
import { CourantError } from '../chain/errors.ts';
import { readingHeaders, topicNames } from '../chain/names.ts';
import type { GeneratorProgress } from '../chain/progress.ts';
import type { Kafka, PartitionOffsets } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';

/** A producer that reported within this time still runs, or was killed just now. */
const aliveMs = 5_000;

/**
 * Reads each partition from the last acknowledged offset on: readings of this producer that its ledger does not have
 * are in the topic, so they count as acknowledged from now on.
 * @returns the account to go on from, by partition; empty for a name that was never used
 * @throws CourantError COURANT_USAGE when a generator of this name runs
 */
export async function resume(
  kafka: Kafka,
  producer: string,
  partitions: readonly PartitionOffsets[],
): Promise<Map<number, GeneratorProgress>> {
  const { generators } = await readProgress(kafka);
  const own = generators.filter((report) => report.producer === producer);
  refuseSecond(own, producer);
  const reports = new Map<number, GeneratorProgress>();
  for (const report of own) {
    const range = partitions.find(({ partition }) => partition === report.partition);
    if (range !== undefined) reports.set(report.partition, await catchUp(kafka, report, range));
  }
  return reports;
}

function refuseSecond(reports: readonly GeneratorProgress[], producer: string): void {
  const running = reports.find(
    ({ state, time }) => state === 'running' && Date.now() - Date.parse(time) < aliveMs,
  );
  if (running === undefined) return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `a generator named "${producer}" runs already`,
    details: [`it reported at ${running.time}, from site "${running.site}"`],
    left: 'nothing was sent',
    hint: 'stop it first, or choose another --name',
  });
}

/** The report, completed by what lies in the topic after its last acknowledged offset. */
async function catchUp(
  kafka: Kafka,
  report: GeneratorProgress,
  range: PartitionOffsets,
): Promise<GeneratorProgress> {
  const acknowledged = [...report.acknowledged];
  const from = Math.max(range.start, (acknowledged.at(-1)?.[3] ?? -1) + 1);
  let highest = acknowledged.at(-1)?.[1] ?? -1;
  const rest = [{ ...range, start: Math.min(from, range.end) }];
  for await (const block of kafka.read(topicNames.readings, rest)) {
    for (const { headers, offset } of block) {
      const seq = Number(headers[readingHeaders.seq]?.toString() ?? Number.NaN);
      if (headers[readingHeaders.producer]?.toString() !== report.producer) continue;
      if (!(seq > highest)) continue;
      acknowledged.push([seq, seq, offset, offset]);
      highest = seq;
    }
  }
  return { ...report, acknowledged };
}
