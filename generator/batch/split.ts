/** A batch that is too large for the broker, as two. */
import { readingHeaders } from '../../chain/names.ts';
import type { RecordView } from '../../kafka/wire/recordView.ts';
import { OpenBatch } from './openBatch.ts';
import { beginRecord } from './record.ts';
import { SealedBatch } from './sealedBatch.ts';

/** Bytes by which a record's timestamp and offset may grow in a batch that begins elsewhere. */
const mostGrowth = 16;

/** The first and the second half of its records; `undefined` for a batch of one. */
export function halves(batch: SealedBatch): readonly [SealedBatch, SealedBatch] | undefined {
  if (batch.count < 2) return undefined;
  const middle = Math.ceil(batch.count / 2);
  const room = batch.plainBytes + batch.count * mostGrowth;
  const [first, second] = [new OpenBatch(room), new OpenBatch(room)];
  const [firstSeq, lastSeq] = batch.seqs;
  batch.eachRecord((record) => {
    copy(record, record.offset < middle ? first : second);
  });
  // What the whole batch answered for, its halves answer for.
  second.lastSeq = lastSeq;
  const common = { partition: batch.partition, codec: batch.codec };
  return [
    new SealedBatch(first, { ...common, firstSeq }),
    new SealedBatch(second, { ...common, firstSeq: first.lastSeq + 1 }),
  ];
}

/** The record's bytes behind its offset stay as they are. Event times are not looked at again: the gate has let them pass. */
function copy(record: RecordView, to: OpenBatch): void {
  to.stamp(record.timestampMs);
  const rest = record.rest();
  const at = beginRecord(to, rest.length);
  to.bytes.set(rest, at);
  to.wrote(at + rest.length, seqOf(record), 0);
}

/** The number by which the record is accounted for. */
export function seqOf(record: RecordView): number {
  return Number(record.headers()[readingHeaders.seq]?.toString());
}
