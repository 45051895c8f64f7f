/** The one pass over `readings`: each record is counted, searched for faults, and looked at for late rows. */
import { topicNames } from '../../chain/names.ts';
import type { QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import type { DeadLetters } from './deadLetters.ts';
import { FaultFinder } from './faultFinder.ts';
import type { FixedTopics } from './fixedTopics.ts';
import { eventTimeOf } from './late.ts';
import type { LateCounter } from './late.ts';
import { ReadingCounter } from './readingCounter.ts';
import type { FaultFinderOf } from './readingCounter.ts';
import type { Truth } from './truth.ts';

interface CountOptions {
  readonly truth: Truth;
  /** Queries that read the topic. */
  readonly queries: readonly QueryProgress[];
  readonly deadLetters: DeadLetters;
  /** Counters of late rows, for queries that have one. */
  readonly late: readonly LateCounter[];
}

export async function countReadings(
  topics: FixedTopics,
  { truth, late, ...evidence }: CountOptions,
): Promise<ReadingCounter> {
  const eventTime = lastEventTime();
  /** One for each producer that reported faults. */
  const faultFinder: FaultFinderOf = (producer, partition) => {
    const injected = truth.of(producer, partition);
    if (injected === undefined) return undefined;
    const { leastLateMs } = injected;
    return new FaultFinder({ ...evidence, leastLateMs, eventTimeOf: eventTime });
  };
  // Without a truth nothing more is done a record.
  const counter = new ReadingCounter(truth.isEmpty ? undefined : faultFinder);
  await topics.scan(topicNames.readings, (record) => {
    counter.add(record);
    if (late.length === 0) return;
    const eventTimeMs = eventTime(record);
    for (const each of late) each.add(record, eventTimeMs);
  });
  return counter;
}

/** The event time of the record under the cursor, parsed once whoever asks. */
function lastEventTime(): (record: RecordView) => number {
  let [partition, offset, timeMs] = [-1, -1, NaN];
  return (record) => {
    if (record.partition !== partition || record.offset !== offset) {
      [partition, offset] = [record.partition, record.offset];
      timeMs = eventTimeOf(record.value);
    }
    return timeMs;
  };
}
