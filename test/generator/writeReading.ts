/** Writes a single reading as a record, as an intake does. */
import type { Reading } from '../../chain/reading.ts';
import { RecordWriter } from '../../generator/batch/record.ts';
import type { BatchTarget } from '../../generator/batch/target.ts';
import { partitionOf } from '../../kafka/partitioner.ts';

const records = new RecordWriter('p');

export function writeReading(target: BatchTarget, reading: Reading, eventTimeMs: number): void {
  const key = Buffer.from(reading.sensor);
  const value = Buffer.from(JSON.stringify(reading));
  const partition = partitionOf(key, target.partitions);
  const batch = target.open(partition, records.mostBytes(key, value), eventTimeMs);
  records.write(batch, { key, value, seq: target.giveSeq(partition), eventTimeMs });
}
