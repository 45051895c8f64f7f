/** What is wrong with files to replay, as errors. */
import type { ReplaySource } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import type { CourantErrorFields } from '../../chain/errors.ts';

/** COURANT_REPLAY_INVALID. */
export function invalid({
  left = 'nothing was sent',
  ...rest
}: Omit<CourantErrorFields, 'code'>): CourantError {
  return new CourantError({ code: 'COURANT_REPLAY_INVALID', left, ...rest });
}

/** Settings of `generator.source` that say where rows stand in a file. */
export type Settings = Partial<
  Pick<ReplaySource, 'skipLines' | 'comment' | 'unitLines' | 'records'>
>;

/** A file that would be read with other settings. */
export class OtherSettings extends CourantError {
  readonly settings: Settings;

  constructor(settings: Settings, fields: Omit<CourantErrorFields, 'code'>) {
    super({ code: 'COURANT_REPLAY_INVALID', left: 'nothing was sent', ...fields });
    this.settings = settings;
  }
}

const mostShown = 10;

/** Several files' problems as one error, so that all are mended at once. */
export function together(problems: readonly CourantError[]): CourantError {
  if (problems.length === 1 && problems[0] !== undefined) return problems[0];
  const shown = problems.slice(0, mostShown).flatMap(lines);
  const more = problems.length - mostShown;
  const message = `${problems.length} files cannot be replayed`;
  const details = more > 0 ? [...shown, `and ${more} more`] : shown;
  const hint = 'mend the files named, or name others in generator.source.files';
  const settings = commonSettings(problems);
  if (settings !== undefined) return new OtherSettings(settings, { message, details, hint });
  return invalid({ message, details, hint });
}

/** What would mend all of them. */
function commonSettings(problems: readonly CourantError[]): Settings | undefined {
  const all = problems.map((one) => (one instanceof OtherSettings ? one.settings : undefined));
  const isOne = new Set(all.map((one) => JSON.stringify(one))).size === 1;
  return isOne ? all[0] : undefined;
}

function lines({ message, details, hint }: CourantError): string[] {
  return [message, ...[...details, ...(hint === undefined ? [] : [`→ ${hint}`])].map(indent)];
}

function indent(line: string): string {
  return `  ${line}`;
}
