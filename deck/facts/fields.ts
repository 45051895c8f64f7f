/** Fields of readings: of which type their values are, and how many are missing. */
import type { figuresFrom } from '../figure.ts';

/** Columns of files travel in it, each a field of its own. */
const ownColumns = 'data';
const mostFields = 200;
/** What those who write tables put where they have no value. */
const emptyTexts = new Set(['', 'NA', 'N/A', 'NaN', 'null', '-']);

interface FieldSeen {
  present: number;
  readonly types: Map<string, number>;
}

export class FieldCounts {
  readonly #fields = new Map<string, FieldSeen>();

  add(reading: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(reading)) {
      if (name === ownColumns && typeof value === 'object' && value !== null) {
        for (const [column, cell] of Object.entries(value)) this.#add(`${name}.${column}`, cell);
      } else this.#add(name, value);
    }
  }

  #add(name: string, value: unknown): void {
    const isMissing = value === null || (typeof value === 'string' && emptyTexts.has(value));
    let seen = this.#fields.get(name);
    if (seen === undefined) {
      if (this.#fields.size >= mostFields) return;
      seen = { present: 0, types: new Map() };
      this.#fields.set(name, seen);
    }
    if (isMissing) return;
    seen.present += 1;
    const type = Array.isArray(value) ? 'list' : typeof value;
    seen.types.set(type, (seen.types.get(type) ?? 0) + 1);
  }

  /** @param readings how many could have had each field */
  facts(readings: number, figure: ReturnType<typeof figuresFrom>) {
    return [...this.#fields].map(([name, { present, types }], at) => ({
      name,
      types: [...types].sort((one, other) => other[1] - one[1]).map(([type]) => type),
      missing: figure(`field.${at}.missing`, 'count', Math.max(0, readings - present)),
    }));
  }
}
