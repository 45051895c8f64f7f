/** Versions of a query: a batch that was begun before an edit is written once more by the edited query, under its number. */
import type { BatchProgress } from '../../chain/progress.ts';

/** Whether rows of a batch were written by another version than the one that reported it. */
export class Versions {
  readonly #fingerprints = new Map<number, string>();

  /** @param reports of one query; of a batch that was counted again nobody knows which version wrote it */
  constructor(reports: readonly BatchProgress[] = []) {
    for (const { batch, fingerprint, recounted } of reports) {
      if (!recounted) this.#fingerprints.set(batch, fingerprint);
    }
  }

  /** @param written the fingerprint in the record's headers; one without is taken for the reported version's */
  isSuperseded(batch: number, written: Buffer | undefined): boolean {
    const reported = this.#fingerprints.get(batch);
    return reported !== undefined && written !== undefined && written.toString() !== reported;
  }
}
