/** Watermarks as a gap to now, and why one stands still. */
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import { topicNames } from '../../chain/names.ts';

/** Windows move it with each batch: one that has not moved for so long stands still. */
const stillMs = 15_000;

interface Seen {
  readonly watermark: string | null;
  readonly sinceMs: number;
  readonly rowsRead: number;
}

export interface WatermarkInsight {
  readonly watermarkGapMs: number | null;
  readonly watermarkWhy: string | null;
}

/** Follows them over time. */
export class Watermarks {
  readonly #seen = new Map<string, Seen>();

  insight(query: StatusQuery, status: StatusDocument, nowMs: number): WatermarkInsight {
    const { watermark, rowsRead } = query;
    const before = this.#seen.get(query.name);
    const since =
      before !== undefined && before.watermark === watermark
        ? before
        : { watermark, sinceMs: nowMs, rowsRead };
    this.#seen.set(query.name, since);
    return {
      watermarkGapMs: watermark === null ? null : nowMs - Date.parse(watermark),
      watermarkWhy: whyStill(query, status, { ...since, nowMs }),
    };
  }
}

function whyStill(
  { name, plan, state, watermark, rowsRead }: StatusQuery,
  { kafka }: StatusDocument,
  since: Seen & { readonly nowMs: number },
): string | null {
  const hasNone = plan?.kind === 'window' && plan.watermarkDelayMs === null;
  if (hasNone) return `no WATERMARK in its sentence: ${name} keeps every window for ever`;
  if (watermark === null || since.nowMs - since.sinceMs < stillMs) return null;
  if (state !== 'running') return `the query is ${state}`;
  const readings = kafka.topics.find((topic) => topic.name === topicNames.readings);
  if (readings?.ratePerSecond === 0) return 'no data: nothing is written to readings';
  if (rowsRead === since.rowsRead) return 'no batch has ended since';
  return 'no reading since has a newer event time';
}
