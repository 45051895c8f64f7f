/** Errors of usage: Commander's complaints in the style of this house. */
import type { CommanderError } from 'commander';
import { CourantError } from '../../chain/errors.ts';
import { nearest } from '../../chain/words/nearest.ts';

/** @param names of all commands */
export function usageError(
  thrown: CommanderError,
  argv: readonly string[],
  names: readonly string[],
): CourantError {
  const command = argv.find((word) => names.includes(word));
  const help = command === undefined ? 'courant --help' : `courant ${command} --help`;
  if (thrown.code === 'commander.unknownCommand') return unknownCommand(thrown, names);
  return new CourantError({
    code: 'COURANT_USAGE',
    message: inOurWords(thrown.message),
    hint: suggestion(thrown.message) ?? `see what it takes: ${help}`,
  });
}

function unknownCommand(thrown: CommanderError, names: readonly string[]): CourantError {
  const written = /'(.*)'/.exec(thrown.message)?.[1] ?? '';
  const meant = nearest(written, names);
  return new CourantError({
    code: 'COURANT_USAGE',
    message: `"${written}" is not a command`,
    hint: meant === undefined ? 'see all commands: courant --help' : `try: courant ${meant}`,
  });
}

/** `error: unknown option '--foo'\n(Did you mean --fo?)` → `unknown option "--foo"`. */
function inOurWords(message: string): string {
  const first = (message.split('\n')[0] ?? message).replace(/^error: /, '').replace(/\.$/, '');
  return first
    .replace(choice, (_all, option: string | undefined, value: string, words: string) => {
      const flag = option === undefined ? '' : `${option.replace(/^.*, | <.*$/g, '')}: `;
      return `${flag}"${value}" is not one of ${words}`;
    })
    .replace(
      /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got (\d+).*$/,
      '"$1" takes $2 arguments, not $3',
    )
    .replace(/'([^']*)'/g, '"$1"');
}

const choice =
  /^(?:option '(.*?)' argument|command-argument value) '(.*)' is invalid.*Allowed choices are (.*)$/;

function suggestion(message: string): string | undefined {
  const meant = /\(Did you mean (.*)\?\)/s.exec(message)?.[1];
  if (meant !== undefined) return `did you mean ${meant}?`;
  const wrong = choice.exec(message.replace(/^error: |\.$/g, ''));
  if (wrong === null) return undefined;
  const [, , value = '', words = ''] = wrong;
  const near = nearest(value, words.split(', '));
  return near === undefined ? undefined : `did you mean "${near}"?`;
}
