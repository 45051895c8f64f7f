/** Texts as words of a shell. */

export function inShellQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as one word, in quotes where it is none as it stands; one that begins with a dash is no option. */
export function shellPath(path: string): string {
  const safe = path.startsWith('-') ? `./${path}` : path;
  return /^[\w@%+:,./-]+$/.test(safe) ? safe : inShellQuotes(safe);
}
