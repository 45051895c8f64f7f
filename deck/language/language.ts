/** Languages of a report. */
import { english } from './english.ts';
import type { Words } from './english.ts';
import { englishNotes } from './englishNotes.ts';
import type { Notes } from './englishNotes.ts';
import { french } from './french.ts';
import { frenchNotes } from './frenchNotes.ts';

export const languageNames = ['fr', 'en'] as const;
export type LanguageName = (typeof languageNames)[number];

export type Language = Words & { readonly notes: Notes };

export function languageOf(name: LanguageName): Language {
  return name === 'fr' ? { ...french, notes: frenchNotes } : { ...english, notes: englishNotes };
}

/** That of the locale in the environment (POSIX: `LC_ALL`, `LC_MESSAGES`, `LANG`), English where it is another one. */
export function languageOfLocale(
  environment: Readonly<Record<string, string | undefined>>,
): LanguageName {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((one) => one !== undefined && one !== '');
  return locale !== undefined && /^fr([_.@-]|$)/i.test(locale) ? 'fr' : 'en';
}
