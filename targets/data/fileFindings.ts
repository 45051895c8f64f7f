/** What generators found in the user's files. */
import { readProgress } from '../../kafka/progress.ts';
import type { Target } from '../target.ts';
import { withOpenKafka } from './openKafka.ts';
import { generatorFigures } from './statusFigures.ts';
import type { StatusDocument } from './statusDocument.ts';

export type FileFindings = Pick<StatusDocument['generator'], 'cells' | 'warnings'>;

/** @throws CourantError COURANT_NOT_RUNNING, COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED */
export async function readFileFindings(target: Target): Promise<FileFindings> {
  return generatorFigures(await withOpenKafka(target, (kafka) => readProgress(kafka)));
}
