/** A JSON document that holds the array of its records somewhere within: `{"meta": …, "results": [{…}, …]}`. */

import type { CourantError } from '../../../chain/errors.ts';
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';
import { JsonArraySplitter } from './jsonArray.ts';
import type { JsonObject } from './jsonObject.ts';
import type { Rows, Splitter } from './splitter.ts';

/** What was found so far of a document's beginning. */
export interface Wrapping {
  /** The first list of objects, as `records` names it. */
  readonly list?: string;
  /** Names of the outermost object that were seen. */
  readonly names: readonly string[];
  /** Where the outermost object ends; −1: not within the text. */
  readonly end: number;
}

/** @param head begins with an object; it may be cut off anywhere */
export function wrappingOf(head: string): Wrapping {
  const walk = new Walk();
  const names: string[] = [];
  let list: string | undefined;
  for (let at = 0; at < head.length; at += 1) {
    const event = walk.step(head.charCodeAt(at), head[at] ?? '');
    if (event === 'element') list ??= walk.path;
    if (event === 'name' && walk.depth === 1) names.push(walk.path);
    if (event === 'end') return { list, names, end: at + 1 };
  }
  return { list, names, end: -1 };
}

/** Rows of the list that `records` names; what else the document holds is passed over. */
export class WrappedSplitter implements Splitter {
  readonly #records: string;
  readonly #rows: Rows<JsonObject>;
  /** Called at the end of a document that has no such list. @param lists those that it has */
  readonly #onMissing: (lists: readonly string[]) => void;
  readonly #walk = new Walk();
  readonly #others = new Set<string>();
  #line = 1;
  #list: JsonArraySplitter | undefined;

  constructor(
    records: string,
    rows: Rows<JsonObject>,
    onMissing: (lists: readonly string[]) => void,
  ) {
    this.#records = records;
    this.#rows = rows;
    this.#onMissing = onMissing;
  }

  push(text: string): void {
    if (this.#list !== undefined) {
      this.#list.push(text);
      return;
    }
    const from = this.#find(text);
    if (from < 0) return;
    this.#list = new JsonArraySplitter(this.#rows, { line: this.#line, isWithin: true });
    this.#list.push(text.slice(from));
  }

  end(): void {
    if (this.#list === undefined) this.#onMissing([...this.#others].slice(0, 10));
    else this.#list.end();
  }

  /** @returns where in the text the list's bracket stands; −1: not within it */
  #find(text: string): number {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === lineFeed) this.#line += 1;
      const event = this.#walk.step(code, text[at] ?? '');
      if (event === 'list' && this.#walk.path === this.#records) return at;
      if (event === 'element') this.#others.add(this.#walk.path);
    }
    return -1;
  }
}

const lineFeed = 10;

/** A document without the list that was named. */
export function noSuchList(shown: string, records: string, lists: readonly string[]): CourantError {
  return invalid({
    message: `${quote(shown)} has no list ${quote(records)} (records)`,
    details: lists.length === 0 ? [] : [`its lists of objects are ${lists.map(quote).join(', ')}`],
    hint: lists[0] === undefined ? 'remove records from generator.source' : recordsHint(lists[0]),
  });
}

export function recordsHint(list: string): string {
  return `write records: ${inQuotes(list)} in generator.source (generate: --records ${quote(list)})`;
}

function inQuotes(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

type WalkEvent = 'name' | 'list' | 'element' | 'end' | undefined;

interface Level {
  readonly isList: boolean;
  /** Of an object: what its current member is called. */
  name: string;
  hasElement: boolean;
}

const most = 200;

/** Walks through a document character by character. */
class Walk {
  readonly #levels: Level[] = [];
  /** The text of the string that is open. */
  #string: string | undefined;
  #isEscaped = false;
  #last = '';

  get depth(): number {
    return this.#levels.length;
  }

  /** Where the list that was entered last, or the current member, stands: names joined by points. */
  get path(): string {
    const levels = this.#levels.filter(({ isList, name }) => !isList && name !== '');
    return levels.map(({ name }) => name).join('.');
  }

  step(code: number, char: string): WalkEvent {
    if (this.#string !== undefined) return this.#inString(char);
    if (code <= 32) return undefined;
    const level = this.#levels.at(-1);
    if (char === '"') this.#string = '';
    else if (char === ':' && level !== undefined) {
      level.name = this.#last;
      return 'name';
    } else if (char === '[') {
      this.#levels.push({ isList: true, name: '', hasElement: false });
      return this.#isNamed() ? 'list' : undefined;
    } else if (char === '{') {
      const isFirst = level?.isList === true && !level.hasElement && this.#isNamed();
      if (level !== undefined) level.hasElement = true;
      // The path is the list's: its elements have no names yet.
      this.#levels.push({ isList: false, name: '', hasElement: false });
      return isFirst ? 'element' : undefined;
    } else if (char === ']' || char === '}') {
      this.#levels.pop();
      return this.#levels.length === 0 ? 'end' : undefined;
    }
    return undefined;
  }

  /** False within another list: nothing names a part of it. */
  #isNamed(): boolean {
    return this.#levels.filter(({ isList }) => isList).length === 1;
  }

  #inString(char: string): undefined {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (char === '\\') this.#isEscaped = true;
    else if (char === '"') {
      this.#last = this.#string ?? '';
      this.#string = undefined;
      return;
    }
    if ((this.#string ?? '').length < most) this.#string = `${this.#string ?? ''}${char}`;
  }
}
