/** Findings: sequence numbers of one account that break the law. */
import { countOf } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { Finding } from '../result.ts';

type Claim = Pick<Finding, 'kind' | 'fault'> & { readonly count?: number };

/** None where there are no such numbers. @param claim its `count` where it is not that of the numbers */
export function findingsOf(
  { producer, partition }: Pick<Finding, 'producer' | 'partition'>,
  { count, ...claim }: Claim,
  ranges: readonly Range[],
): Finding[] {
  if (ranges.length === 0) return [];
  return [{ ...claim, producer, partition, count: count ?? countOf(ranges), ranges: [...ranges] }];
}
