/**
 * JSON as it was written. A number of JSON may have more digits than a JavaScript number holds, and `1.10` is more than
 * `1.1` to whoever measured it: what is only shown is not parsed.
 */

const string = /"[^"\\]*(?:\\.[^"\\]*)*"/.source;
const stringOrBlank = new RegExp(`(${string})|\\s+`, 'g');
const tokens = new RegExp(`${string}|[{}[\\],:]|[^"{}[\\],:]+`, 'g');

export class JsonText {
  /** On one line, without blanks between its parts. */
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** `undefined` for text that is no JSON. */
  static of(text: string): JsonText | undefined {
    try {
      JSON.parse(text);
    } catch {
      return undefined;
    }
    return new JsonText(text.replace(stringOrBlank, (_found, kept?: string) => kept ?? ''));
  }

  /** An object's fields in their order, of a name that comes twice the last one; `undefined` for what is no object. */
  fields(): ReadonlyMap<string, JsonText> | undefined {
    if (!this.text.startsWith('{')) return undefined;
    const fields = new Map<string, JsonText>();
    let depth = 0;
    let name: string | undefined;
    let value = '';
    for (const [token] of this.text.matchAll(tokens)) {
      if (token === '}' || token === ']') depth -= 1;
      const ends = (depth === 1 && token === ',') || depth === 0;
      if (ends && name !== undefined) {
        fields.set(name, new JsonText(value));
        name = undefined;
      } else if (depth === 1 && name === undefined && token.startsWith('"')) {
        name = JSON.parse(token) as string;
        value = '';
      } else if (!(depth === 1 && token === ':')) value += token;
      if (token === '{' || token === '[') depth += 1;
    }
    return fields;
  }

  /** What a string holds; `undefined` for anything else. */
  string(): string | undefined {
    return this.text.startsWith('"') ? (JSON.parse(this.text) as string) : undefined;
  }

  /** A string without its quotes, `–` for null, anything else as it was written. */
  shown(): string {
    return this.text === 'null' ? '–' : (this.string() ?? this.text);
  }
}
