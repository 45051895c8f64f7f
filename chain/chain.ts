/** The definition of a chain: what a user writes in `chain.config.ts`, checked and completed. */
import type { ChainDefinition, ChainInput } from './definition/schema.ts';
import { describeProblems } from './definition/problems.ts';
import { checkedChain } from './definition/rules.ts';
import { findSecrets } from './definition/secrets.ts';
import { withUnplain } from './definition/unplain.ts';
import { CourantError } from './errors.ts';

export type { ChainDefinition, ChainInput, TopicSettings } from './definition/schema.ts';
export type {
  FaultPlan,
  Load,
  MalformedKind,
  Measure,
  RandomSource,
  RecordsSource,
  ReplaySource,
  SensorKind,
  SourceType,
  SseSource,
} from './definition/generatorSchema.ts';
export { flinkQueries, queryFolders, sparkQueries } from './definition/queriesSchema.ts';
export type { FlinkQueries, SparkQueries } from './definition/queriesSchema.ts';
export type {
  ChoiceField,
  LeafField,
  LookupField,
  NumberField,
  RecordField,
  RecordFields,
  SequenceField,
  TextField,
} from './definition/records/fields.ts';
export { eventColumns } from './definition/records/columns.ts';
export { digitsOf, numberedValue } from './definition/records/values.ts';
export type { PlainValue } from './definition/records/values.ts';
export { engineTitles } from './engines.ts';
export type { Engine } from './engines.ts';
export { asChainName, topicSettings } from './definition/schema.ts';

/** For `chain.config.ts`: types and completion while writing; the value is checked when it is loaded. */
export function defineChain(chain: ChainInput): ChainInput {
  return chain;
}

/**
 * Checks what a user wrote and fills in every default.
 * @param written the value exported by `file`
 * @param file how the user knows the file, for messages
 * @throws CourantError COURANT_CONFIG_INVALID with all problems at once
 */
export function resolveChain(written: unknown, file: string): ChainDefinition {
  const parsed = checkedChain.safeParse(written);
  const secrets = findSecrets(written);
  const issues = withUnplain(checkedChain, parsed.error?.issues ?? [], written);
  if (parsed.success && issues.length === 0 && secrets.length === 0) return parsed.data;
  const { count, lines } = describeProblems(checkedChain, issues, written, secrets);
  throw new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: `${file} has ${count === 1 ? '1 problem' : `${count} problems`}`,
    details: lines,
    left: 'nothing was started',
  });
}
