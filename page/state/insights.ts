/** What a query's figures mean. */
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import type { LivePoint, QueryInsight } from '../live.ts';
import { drainSeconds, trendOf } from './trend.ts';
import type { Watermarks } from './watermark.ts';

export function insightsOf(
  status: StatusDocument,
  points: readonly LivePoint[],
  watermarks: Watermarks,
): QueryInsight[] {
  const nowMs = points.at(-1)?.atMs ?? Date.now();
  return status.queries.map((query) => {
    const trend = query.state === 'running' ? trendOf(points, query.name) : undefined;
    return {
      name: query.name,
      trend: trend?.kind ?? null,
      drainSeconds: drainSeconds(query.lagRows, trend),
      ...watermarks.insight(query, status, nowMs),
      planSentence: planSentence(query.plan),
      phases: query.lastBatchPhases,
    };
  });
}

function planSentence(plan: StatusQuery['plan']): string {
  if (plan === null) return 'not analyzed yet';
  if (plan.kind === 'window') return 'provable: one window';
  if (plan.kind === 'stateless') return 'provable: each reading makes one row or none';
  return `not provable: ${plan.reason}`;
}
