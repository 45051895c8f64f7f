/** Rules between the fields of an event: what its key is, what depends on what, how large it may be. */
import { counted, number } from '../../words/counted.ts';
import { nearest } from '../../words/nearest.ts';
import { quote } from '../../words/quote.ts';
import type { GeneratorSettings, RecordsSource } from '../generatorSchema.ts';
import type { RecordFields } from './fields.ts';
import { soundFields } from './fields.ts';
import { lookupProblems } from './lookupRules.ts';
import { columnNameProblems, innerNameProblems } from './names.ts';
import { mostEventBytes } from './size.ts';
import type { Problem, Rule } from '../rule.ts';

/** Bytes of an event as JSON, at most: what can be written by template. */
const mostBytes = 7_500;

const root = ['generator', 'source'];
const fieldsRoot = [...root, 'fields'];

export const recordRules: readonly Rule[] = [
  rule(['fields'], nameProblems),
  rule(['key', 'fields'], keyProblems),
  rule(['fields'], ({ fields }) => lookupProblems(fields, fieldsRoot)),
  rule(['fields'], sizeProblems),
];

function rule(
  reads: readonly string[],
  problemsOf: (source: RecordsSource) => readonly Problem[],
): Rule {
  return {
    reads: ['type', ...reads].map((field) => `generator.source.${field}`),
    problems: ({ generator: { source } }: { readonly generator: GeneratorSettings }) =>
      source.type === 'records' ? problemsOf(source) : [],
  };
}

function nameProblems({ fields }: RecordsSource): Problem[] {
  const names = Object.keys(fields);
  if (names.length === 0) {
    return [{ path: fieldsRoot, text: 'there is no field', hint: 'name one, like user' }];
  }
  return [...columnNameProblems(names, fieldsRoot), ...withinObjects(fields, fieldsRoot)];
}

function withinObjects(fields: RecordFields, path: readonly PropertyKey[]): Problem[] {
  return [...soundFields(fields)].flatMap(([name, field]) => {
    if (field.type !== 'object') return [];
    const inner = [...path, name, 'fields'];
    const own = innerNameProblems(Object.keys(field.fields), inner);
    return [...own, ...withinObjects(field.fields, inner)];
  });
}

function keyProblems({ key, fields }: RecordsSource): Problem[] {
  const path = [...root, 'key'];
  const sound = soundFields(fields);
  const field = sound.get(key);
  if (!Object.hasOwn(fields, key)) {
    const choices = [...sound.keys()].filter((name) => sound.get(name)?.type === 'choice');
    const meant = nearest(key, choices);
    const hint =
      meant === undefined
        ? `name a choice among the fields: ${choices.join(', ') || 'there is none'}`
        : `did you mean "${meant}"?`;
    return [{ path, text: `there is no field ${quote(key)}`, hint }];
  }
  // What is wrong with the field itself is told of as its own problem.
  if (field === undefined) return [];
  if (field.type !== 'choice') {
    const text = `${quote(key)} is of the type "${field.type}": an event belongs to one of several`;
    return [{ path, text, hint: 'name a field of the type "choice"' }];
  }
  if (field.nulls > 0) {
    const text = 'the key of an event cannot be null';
    return [{ path: [...fieldsRoot, key, 'nulls'], text, hint: 'remove it' }];
  }
  if (field.values?.includes('') !== true) return [];
  const text = 'the key of an event cannot be empty';
  return [{ path: [...fieldsRoot, key, 'values'], text, hint: 'remove the empty one' }];
}

function sizeProblems({ key, fields }: RecordsSource): Problem[] {
  const bytes = mostEventBytes(key, fields);
  if (bytes <= mostBytes) return [];
  return [
    {
      path: fieldsRoot,
      text: `an event may have ${counted(bytes, 'byte')}, ${number(mostBytes)} at most`,
      hint: 'shorten its texts, or leave fields out',
    },
  ];
}
