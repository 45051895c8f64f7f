/** The fields of an event: every kind with its settings, ranges and defaults. */
import { z } from 'zod';
import { decimal, whole } from '../fields.ts';
import { choiceProblems, numberProblems, tellEach, textProblems } from './fieldRules.ts';
import { fieldOf, plainValue, plainText, wordList } from './values.ts';

/** Of the events the share in which the field is null; 0 to 1. */
const nulls = decimal({ min: 0, max: 1 }, '(a share of all events)').default(0);
const anyNumber = { min: -1e9, max: 1e9 };
/** Exponent of a Zipf distribution: the k-th is drawn in proportion to 1 ÷ k^skew. Default 0: all alike. */
const skew = decimal({ min: 0, max: 3 }, '(the skew)').default(0);
/** Digits after the point; 0 to 6. Without any the number is whole. */
const digits = whole({ min: 0, max: 6 }, 'digits after the point').default(2);
const lowest = decimal(anyNumber, '(the lowest)');
const highest = decimal(anyNumber, '(the highest)');

const choiceField = z
  .strictObject({
    type: z.literal('choice'),
    /** What is chosen among: texts, numbers, or true and false. Or `count` and `prefix`. */
    values: z.array(plainValue()).min(1).optional(),
    /** As many as `values`: each is drawn in proportion to its own. Default: all alike. */
    weights: z.array(decimal({ min: 0, max: 1e9 }, '(a weight)')).optional(),
    /** As many numbered values, like `user-0000` … `user-4999`; 1 to 1,000,000. */
    count: whole({ min: 1, max: 1_000_000 }, 'values').optional(),
    /** What the numbered ones begin with. */
    prefix: plainText('write what each begins with, like "user-"').optional(),
    skew,
    nulls,
  })
  .superRefine(tellEach(choiceProblems));

const numberBasis = { type: z.literal('number'), digits, nulls };
const limits = { min: lowest.optional(), max: highest.optional() };

const numberField = z.discriminatedUnion('distribution', [
  z
    .strictObject({
      ...numberBasis,
      distribution: z.literal('uniform'),
      min: lowest,
      max: highest,
    })
    .superRefine(tellEach(numberProblems)),
  z
    .strictObject({
      ...numberBasis,
      distribution: z.literal('normal'),
      mean: decimal(anyNumber, '(the mean)'),
      stddev: decimal({ min: 0, max: 1e9 }, '(the standard deviation)'),
      /** What would lie outside is set to the limit. */
      ...limits,
    })
    .superRefine(tellEach(numberProblems)),
  z
    .strictObject({
      ...numberBasis,
      distribution: z.literal('logNormal'),
      /** Half of the numbers lie below. */
      median: decimal({ min: 1e-6, max: 1e9 }, '(the median)'),
      /** Standard deviation of the number's natural logarithm; 0 to 10. */
      sigma: decimal({ min: 0, max: 10 }, '(the sigma)'),
      ...limits,
    })
    .superRefine(tellEach(numberProblems)),
  z
    .strictObject({
      ...numberBasis,
      /** Wanders between `min` and `max`, for each key by itself. */
      distribution: z.literal('walk'),
      min: lowest,
      max: highest,
      /** Events of the source in which its slowest wave passes; 10 to 1,000,000,000. */
      over: whole({ min: 10, max: 1e9 }, 'events').default(10_000),
    })
    .superRefine(tellEach(numberProblems)),
]);

const sequenceField = z.strictObject({
  type: z.literal('sequence'),
  /** Of each replica's first event; each next one has one more. */
  from: whole({ min: 0, max: 1e15 }, '(the first number)').default(0),
  /** Makes a text of it: `order-17`. Default: it is a number. */
  prefix: plainText('write what each begins with, like "order-"').optional(),
  nulls,
});

const booleanField = z.strictObject({
  type: z.literal('boolean'),
  /** Of being true; 0 to 1. */
  chance: decimal({ min: 0, max: 1 }, '(the chance of being true)').default(0.5),
  nulls,
});

const textField = z
  .strictObject({
    type: z.literal('text'),
    /** The words that it is made of, a blank between them. */
    words: wordList(),
    /** How many words: between these, each number as often; 1 to 100. */
    least: whole({ min: 1, max: 100 }, 'words').default(1),
    most: whole({ min: 1, max: 100 }, 'words').default(8),
    skew,
    nulls,
  })
  .superRefine(tellEach(textProblems));

const constantField = z.strictObject({ type: z.literal('constant'), value: plainValue() });

const leaves = [
  choiceField,
  numberField,
  sequenceField,
  booleanField,
  textField,
  constantField,
] as const;
const leaf = z.discriminatedUnion('type', leaves);

/** `'EUR'` for a constant, `['USD', 'USN']` for a choice. */
const leafOrValue = z.preprocess(fieldOf, leaf);

const lookupField = z.strictObject({
  type: z.literal('lookup'),
  /** The field beside it on which it depends: a choice, or a boolean. */
  after: plainText('name the field that it depends on'),
  /** By that field's value: a value, a list to choose among, or a field. */
  of: z.record(z.string(), leafOrValue),
  /** For all other values. Default: `of` names each. */
  otherwise: leafOrValue.optional(),
});

const flat = [...leaves, lookupField] as const;

function objectOf<Inner extends z.ZodType>(inner: Inner) {
  return z.strictObject({
    type: z.literal('object'),
    fields: z.record(z.string(), inner),
    nulls,
  });
}

const innermost = z.discriminatedUnion('type', flat);
const inner = z.discriminatedUnion('type', [...flat, objectOf(innermost)]);
/** A field of an event; objects nest to a depth of two. */
const field = z.discriminatedUnion('type', [...flat, objectOf(inner)]);

export const recordFields = z.record(z.string(), field);

export type ChoiceField = z.output<typeof choiceField>;
export type NumberField = z.output<typeof numberField>;
export type SequenceField = z.output<typeof sequenceField>;
export type TextField = z.output<typeof textField>;
export type LeafField = z.output<typeof leaf>;
export type LookupField = z.output<typeof lookupField>;
export type RecordField = z.output<typeof field>;
export type RecordFields = Readonly<Record<string, RecordField>>;

/** The fields that are right in themselves: rules between fields are asked whatever is wrong with others. */
export function soundFields(fields: RecordFields): ReadonlyMap<string, RecordField> {
  return new Map(Object.entries(fields).filter(([, one]) => field.safeParse(one).success));
}
