/** The fields of a definition as the parts of an event. */
import { numberedValue } from '../../chain/chain.ts';
import type {
  ChoiceField,
  LeafField,
  LookupField,
  RecordField,
  RecordFields,
  RecordsSource,
  TextField,
} from '../../chain/chain.ts';
import { Weighted } from '../drawn/weighted.ts';
import { seedFrom } from '../random.ts';
import { choiceDraw, fieldSeed, IndexDraw, Nulls, zipf } from './draws.ts';
import type { Keys } from './keys.ts';
import { numbersOf } from './numbers.ts';
import {
  ConstantPart,
  LookupPart,
  NullablePart,
  NumberedPart,
  NumberPart,
  PartRow,
  SequencePart,
  TextPart,
  ValuePart,
} from './parts.ts';
import type { Part } from './parts.ts';

/** The parts that stand between an event's time and the end of its value. */
export interface EventParts {
  readonly parts: readonly Part[];
  /** What stands behind the last of them. */
  readonly ending: string;
}

export function eventParts({ key, fields }: RecordsSource, keys: Keys): EventParts {
  const { [key]: _, ...own } = fields;
  const list = new PartList('","data":');
  const draws = new Map([...drawsOf(own, [], keys), [key, keys.draw]]);
  addObject(list, own, { keys, path: [], draws, all: fields });
  list.say('}');
  return { parts: list.parts, ending: list.text };
}

/** Parts, and the text that is to stand before the next one. */
class PartList {
  readonly parts: Part[] = [];
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  say(text: string): void {
    this.text += text;
  }

  add(partOf: (before: string) => Part): void {
    this.parts.push(partOf(this.text));
    this.text = '';
  }
}

/** Where a field stands: among which others. */
interface Place {
  readonly keys: Keys;
  readonly path: readonly string[];
  /** Of the fields beside it that draw one of a few values. */
  readonly draws: ReadonlyMap<string, IndexDraw>;
  readonly all: RecordFields;
}

function seedAt({ keys, path }: Place): number {
  return fieldSeed(keys.ownSeed, path);
}

function drawsOf(
  fields: RecordFields,
  path: readonly string[],
  { ownSeed }: Keys,
): Map<string, IndexDraw> {
  const draws = new Map<string, IndexDraw>();
  for (const [name, field] of Object.entries(fields)) {
    const seed = fieldSeed(ownSeed, [...path, name]);
    if (field.type === 'choice') draws.set(name, choiceDraw(field, seed));
    if (field.type === 'boolean') draws.set(name, booleanDraw(field, seed));
  }
  return draws;
}

/** False is the first of the two. */
function booleanDraw(field: LeafField & { readonly type: 'boolean' }, seed: number): IndexDraw {
  const weights = Float64Array.of(1 - field.chance, field.chance);
  return new IndexDraw({ size: 2, weights, nulls: field.nulls }, seed);
}

/** @param place the object's own */
function addObject(list: PartList, fields: RecordFields, place: Place): void {
  list.say('{');
  Object.entries(fields).forEach(([name, field], index) => {
    list.say(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
    addField(list, field, { ...place, path: [...place.path, name] });
  });
  list.say('}');
}

function addField(list: PartList, field: RecordField, place: Place): void {
  if (field.type === 'constant') list.say(JSON.stringify(field.value));
  else if (field.type === 'object' && field.nulls === 0) addInner(list, field.fields, place);
  else list.add((before) => partOf(before, field, place));
}

function addInner(list: PartList, fields: RecordFields, place: Place): void {
  const draws = drawsOf(fields, place.path, place.keys);
  addObject(list, fields, { ...place, draws, all: fields });
}

function partOf(before: string, field: RecordField, place: Place): Part {
  if (field.type === 'lookup') return lookupPart(before, field, place);
  if (field.type !== 'object') return leafPart(before, field, place);
  const list = new PartList(before);
  addInner(list, field.fields, place);
  list.add((text) => new ConstantPart(text));
  return nullable(before, field, place, new PartRow(list.parts));
}

function leafPart(before: string, field: LeafField, place: Place): Part {
  const seed = seedAt(place);
  switch (field.type) {
    case 'choice':
      return choicePart(before, field, place.draws.get(nameOf(place)) ?? choiceDraw(field, seed));
    case 'boolean': {
      const draw = place.draws.get(nameOf(place)) ?? booleanDraw(field, seed);
      return new ValuePart(before, ['false', 'true'], draw);
    }
    case 'number': {
      const numbers = numbersOf(field, seed, place.keys);
      return nullable(before, field, place, new NumberPart(before, numbers, field.digits));
    }
    case 'sequence':
      return nullable(before, field, place, new SequencePart(before, field.from, field.prefix));
    case 'text':
      return nullable(before, field, place, textPart(before, field, seed));
    case 'constant':
      return new ConstantPart(before + JSON.stringify(field.value));
  }
}

function nameOf({ path }: Place): string {
  return path.at(-1) ?? '';
}

function nullable(
  before: string,
  { nulls }: { readonly nulls: number },
  place: Place,
  inner: Part,
): Part {
  return nulls === 0 ? inner : new NullablePart(before, new Nulls(nulls, seedAt(place)), inner);
}

function choicePart(before: string, field: ChoiceField, draw: IndexDraw): Part {
  const { values, prefix = '', count = 1 } = field;
  if (values !== undefined) {
    return new ValuePart(
      before,
      values.map((value) => JSON.stringify(value)),
      draw,
    );
  }
  return new NumberedPart(before, JSON.stringify(numberedValue(prefix, 0, count)), draw);
}

function textPart(before: string, { words, least, most, skew }: TextField, seed: number): Part {
  const weights = zipf(words.length, skew);
  const weighted = weights === undefined ? undefined : new Weighted(weights, seed);
  const seeds = Array.from({ length: most + 1 }, (_, word) => seedFrom(seed, `word ${word}`));
  return new TextPart(before, { words, least, most, weighted, seeds });
}

/** @throws RangeError where it depends on nothing, which the definition's rules refuse */
function lookupPart(before: string, field: LookupField, place: Place): Part {
  const other = place.all[field.after];
  const draw = place.draws.get(field.after);
  if (other === undefined || draw === undefined) throw new RangeError(`no "${field.after}"`);
  const texts = Object.keys(field.of);
  const leaves = [...Object.values(field.of), ...(field.otherwise ? [field.otherwise] : [])];
  const indexOf = new Map(texts.map((text, index) => [text, index]));
  const leafOf = Uint32Array.from({ length: draw.size }, (_, index) => {
    return indexOf.get(textOf(other, index)) ?? texts.length;
  });
  const constants = leaves.flatMap((leaf) => (leaf.type === 'constant' ? [leaf.value] : []));
  if (constants.length === leaves.length) {
    const values = constants.map((value) => JSON.stringify(value));
    return new ValuePart(before, values, draw, Int32Array.from(leafOf));
  }
  const parts = leaves.map((leaf, index) => {
    const path = [...place.path, index < texts.length ? `of ${texts[index]}` : 'otherwise'];
    // Nothing beside it is of its own name: it has draws of its own.
    return leafPart(before, leaf, { ...place, path, draws: new Map() });
  });
  return new LookupPart(before, draw, { parts, partOf: leafOf });
}

/** A value of a choice or a boolean, as text. */
function textOf(field: RecordField, index: number): string {
  if (field.type !== 'choice') return String(index === 1);
  const { values, prefix = '', count = 1 } = field;
  return values === undefined ? numberedValue(prefix, index, count) : String(values[index]);
}
