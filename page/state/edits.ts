/** Queries that are not what they were: by the fingerprint of their plan, or because they begin anew. */
import type { BatchProgress } from '../../chain/progress.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import type { Happening } from '../live.ts';
import { queryNode } from './point.ts';

type Found = Omit<Happening, 'atMs'>;

/** Queries of one start begin within this. */
const togetherMs = 15_000;

/** While somebody looks. */
export class EditWatch {
  readonly #seen = new Map<string, string>();

  /** Of one that is not analyzed yet nothing is known. */
  edited({ queries }: Pick<ProgressSnapshot, 'queries'>): Found[] {
    return queries.flatMap(({ query, fingerprint }) => {
      const was = this.#seen.get(query);
      if (fingerprint === null) return [];
      this.#seen.set(query, fingerprint);
      return was === undefined || was === fingerprint ? [] : [edited(query)];
    });
  }
}

/** Which start of the query wrote the batch is no edit. */
function planOf({ fingerprint }: BatchProgress): string {
  return fingerprint.split('.')[0] ?? '';
}

/** Of a time when nobody looked. A query that was reset has withdrawn what it reported: it only shows that it begins. */
export function editedBefore({ batches }: Pick<ProgressSnapshot, 'batches'>): Happening[] {
  const starts = [...batches.values()].flatMap(([first]) => (first ? [beganMs(first)] : []));
  const oldestMs = starts.reduce((least, startMs) => Math.min(least, startMs), Infinity);
  return [...batches].flatMap(([query, all]) => {
    const [first] = all;
    const isNew = first?.batch === 0 && beganMs(first) - oldestMs > togetherMs;
    return [
      ...(isNew ? [{ atMs: beganMs(first), ...begun(query) }] : []),
      ...all.flatMap((batch, at) => {
        const before = all[at - 1];
        const isOther = before !== undefined && planOf(before) !== planOf(batch);
        return isOther ? [{ atMs: Date.parse(batch.time), ...edited(query) }] : [];
      }),
    ];
  });
}

function beganMs({ time, durationMs }: BatchProgress): number {
  return Date.parse(time) - durationMs;
}

function edited(query: string): Found {
  return { kind: 'edited', node: queryNode(query), sentence: `${query} was edited` };
}

function begun(query: string): Found {
  const sentence = `${query} reads from the beginning: it is new, or was edited and reset`;
  return { kind: 'edited', node: queryNode(query), sentence };
}
