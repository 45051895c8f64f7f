/** Malformed records: by what the queries set aside of what they have read, and the generator of what Kafka refused. */
import { malformedKinds } from '../../chain/progress.ts';
import type { AccountFaults, Comparison, FaultEvidence } from './accountFaults.ts';
import { intersect, normalize, subtract, upTo } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { ReadBy } from '../evidence/faultFinder.ts';
import type { MalformedKind } from '../evidence/truth.ts';

export function malformedOf(one: AccountFaults, evidence: FaultEvidence): Comparison[] {
  return malformedKinds.map((kind) =>
    kind === 'oversized' ? oversizedOf(one, evidence) : ofKind(kind, one),
  );
}

/** Found: every query that has read the record set it aside for this reason. */
function ofKind(kind: MalformedKind, one: AccountFaults): Comparison {
  const injected = one.injected.malformed.get(kind) ?? [];
  const byQuery = (one.seen?.faults?.read ?? []).map((read) => ofQuery(kind, one, read));
  const union = (pick: (query: ByQuery) => readonly Range[]) => normalize(byQuery.flatMap(pick));
  const missed = union((query) => query.missed);
  // A dead letter that retention may have taken is no evidence either way.
  const untold = union((query) => query.untold);
  const told = subtract(
    union((query) => query.read),
    untold,
  );
  const expected = intersect(injected, told);
  const extra = subtract(
    union((query) => query.dead),
    injected,
  );
  return {
    fault: kind,
    injected: expected,
    found: normalize([...subtract(expected, missed), ...extra]),
  };
}

type ByQuery = ReturnType<typeof ofQuery>;

function ofQuery(kind: MalformedKind, { injected, judged }: AccountFaults, by: ReadBy) {
  const read = intersect(by.seqs.ranges(), judged);
  /** Set aside for this reason. */
  const dead = intersect(by.dead.get(kind)?.ranges() ?? [], judged);
  const expected = intersect(injected.malformed.get(kind) ?? [], read);
  /** Read, injected, and not set aside for this reason. */
  const missed = subtract(expected, dead);
  return { read, dead, missed, untold: intersect(missed, by.mayBeGone.ranges()) };
}

/** Refused by the broker, so in no offset: the generator's own dead letters name producer and number. */
function oversizedOf({ account, injected }: AccountFaults, evidence: FaultEvidence): Comparison {
  const { producer, partition, acknowledged, failed, unknown } = account;
  const letters = evidence.deadLetters.oversizedOf(producer, partition)?.ranges() ?? [];
  const settled = normalize([...acknowledged, ...failed, ...intersect(unknown, letters)]);
  const found = intersect(letters, settled);
  const expected = intersect(injected.malformed.get('oversized') ?? [], settled);
  const cut = evidence.deadLetters.oversizedCut(producer, partition);
  const gone = subtract(upTo(expected, cut), found);
  return { fault: 'oversized', injected: subtract(expected, gone), found };
}
