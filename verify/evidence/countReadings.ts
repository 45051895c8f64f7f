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

export interface CountOptions {
  readonly truth: Truth;
  /** Queries that read the topic. */
  readonly queries: readonly QueryProgress[];
  readonly deadLetters: DeadLetters;
  /** Counters of late rows, for queries that have one. */
  readonly late: readonly LateCounter[];
}

export async function countReadings(
  topics: FixedTopics,
  { late, ...options }: CountOptions,
): Promise<ReadingCounter> {
  const eventTime = lastEventTime();
  const counter = new ReadingCounter(faultFinders({ ...options, eventTimeOf: eventTime }));
  await topics.scan(topicNames.readings, (record) => {
    counter.add(record);
    if (late.length === 0) return;
    const eventTimeMs = eventTime(record);
    for (const each of late) each.add(record, eventTimeMs);
  });
  return counter;
}

interface FinderParts extends Omit<CountOptions, 'late'> {
  readonly eventTimeOf: (record: RecordView) => number;
}

/** One for each producer that reported faults; without a truth nothing more is done a record. */
function faultFinders({ truth, ...parts }: FinderParts): FaultFinderOf | undefined {
  if (truth.isEmpty) return undefined;
  return (producer, partition) => {
    const injected = truth.of(producer, partition);
    if (injected === undefined) return undefined;
    return new FaultFinder({ ...parts, leastLateMs: injected.leastLateMs });
  };
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
