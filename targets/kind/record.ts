/** Record of what `up` made and found, so that `down` removes the one and leaves the other. */
import { readJsonFile, writeJsonFile } from '../machine/jsonFile.ts';
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { kindSettings } from './settings.ts';
import type { KindPaths } from './paths.ts';

const origin = z.enum(['made', 'found']);
export type Origin = z.infer<typeof origin>;

const record = z.object({
  cluster: z.string(),
  /** `made` by `up`: then `down` removes it. */
  clusterIs: origin,
  strimziIs: origin.nullable(),
  sparkOperatorIs: origin.nullable(),
  /** Unknown to chains that were started before there was one. */
  flinkOperatorIs: origin.nullable().default(null),
  namespaceIs: origin.nullable(),
  settings: kindSettings,
  firstReadingMs: z.number().nullable(),
  firstRowMs: z.number().nullable(),
});
export type KindRecord = z.infer<typeof record>;

export function readRecord(paths: KindPaths): Promise<KindRecord | undefined> {
  return readJsonFile(paths.record, record);
}

export async function writeRecord(paths: KindPaths, written: KindRecord): Promise<void> {
  // At once, so that of several the one that was asked for last stays.
  mkdirSync(paths.root, { recursive: true });
  await writeJsonFile(paths.record, written);
}

/** A record that grows: what is made is written down before it is made, so that `down` knows of it whatever interrupts. */
export class RecordKeeper {
  readonly #paths: KindPaths;
  #record: KindRecord;

  constructor(paths: KindPaths, record: KindRecord) {
    this.#paths = paths;
    this.#record = record;
  }

  get record(): KindRecord {
    return this.#record;
  }

  async keep(change: Partial<KindRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeRecord(this.#paths, this.#record);
  }
}
