/** A definition travels: into files, manifests, logs. What is secret must not be in it. */

const secretNames =
  /pass(word|wd|phrase)?$|^pwd$|secret|token$|api_?-?key|private_?-?key|credential|jaas/i;
const secretTexts: readonly RegExp[] = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(password|passwd|secret|api_?key|token)\s*[=:]\s*\S/i,
];

/** Paths of everything that is a password or another secret, by its name or by its form. */
export function findSecrets(written: unknown): PropertyKey[][] {
  const found: PropertyKey[][] = [];
  const seen = new WeakSet();
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') {
      if (secretTexts.some((pattern) => pattern.test(value))) found.push(path);
      return;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [name, inner] of Object.entries(value)) {
      const place = [...path, Array.isArray(value) ? Number(name) : name];
      if (isSecret(name, inner)) found.push(place);
      else visit(inner, place);
    }
  };
  visit(written, []);
  return found;
}

function isSecret(name: string, value: unknown): boolean {
  return typeof value === 'string' && value !== '' && secretNames.test(name);
}
