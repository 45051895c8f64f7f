/** What a producer publishes beside its ledger: what it injected on purpose, and where its source stands. */
import { topicNames } from '../../chain/names.ts';
import { Truth } from '../faults/truth.ts';
import type { GenerateOptions } from '../generate.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { Place, sourceHash } from '../resume/sourcePosition.ts';
import type { Ground } from '../prepare.ts';

/** Present where a fault is asked for. */
export function truthOf({ chain }: GenerateOptions, ground: Ground): Truth | undefined {
  const { faults } = chain.generator;
  if (Object.values(faults).every((fault) => fault === undefined)) return undefined;
  return new Truth({
    producer: ground.producer,
    topic: topicNames.readings,
    leastLateMs: faults.late?.least ?? null,
    earlier: ground.resumption?.truths,
    againFrom: ground.resumption?.standing?.nextSeqs,
  });
}

/** Present for a producer with a name. */
export function placeOf(options: GenerateOptions, ground: Ground, lanes: Lanes): Place | undefined {
  const { producer, partitions, resumption, source } = ground;
  if (resumption === undefined) return undefined;
  const { firstOffsets, standing } = resumption;
  const hash = sourceHash(options, partitions);
  const about = { producer, source: hash, startMs: source.startMs, firstOffsets };
  return new Place(about, lanes.ledgers, standing);
}
