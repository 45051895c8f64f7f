/** Rules within one field of an event, asked where each of its settings is right. */
import type { z } from 'zod';
import { number } from '../../words/counted.ts';
import { quote } from '../../words/quote.ts';
import type { Problem } from '../problem.ts';
import type { PlainValue } from './values.ts';

interface ChoiceField {
  readonly values?: readonly PlainValue[];
  readonly weights?: readonly number[];
  readonly count?: number;
  readonly prefix?: string;
  readonly skew: number;
}

interface TextField {
  readonly least: number;
  readonly most: number;
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** As zod calls a rule of its own. */
export function tellEach<Field>(problemsOf: (field: Field) => readonly Problem[]) {
  return (field: Field, context: z.core.$RefinementCtx<Field>): void => {
    for (const { path, text, hint } of problemsOf(field)) {
      context.addIssue({ code: 'custom', path: [...path], message: text, params: { hint } });
    }
  };
}

export function choiceProblems(field: ChoiceField): Problem[] {
  const { values, weights, count, prefix, skew } = field;
  const problems: Problem[] = [];
  const tell = (path: PropertyKey[], text: string, hint: string) =>
    problems.push({ path, text, hint });
  if (values === undefined && count === undefined) {
    tell([], 'there is nothing to choose among', 'write values: [ … ], or count and prefix');
  }
  if (values !== undefined && count !== undefined) {
    tell(['count'], 'values are named, and counted', 'remove one of the two');
  }
  if (count !== undefined && prefix === undefined) {
    tell(['prefix'], 'it is missing', 'write what each of them begins with, like "user-"');
  }
  if (count === undefined && prefix !== undefined) {
    tell(['prefix'], 'nothing is counted that could begin with it', 'write count, or remove it');
  }
  if (weights !== undefined && skew > 0) {
    tell(['skew'], 'the weights say how often each is drawn', 'remove one of the two');
  }
  return [...problems, ...valueProblems(values ?? []), ...weightProblems(values, weights)];
}

function valueProblems(values: NonNullable<ChoiceField['values']>): Problem[] {
  const twice = values.findIndex((value, index) => values.indexOf(value) < index);
  const other = values.findIndex((value) => typeof value !== typeof values[0]);
  return [
    ...(twice < 0
      ? []
      : [
          {
            path: ['values', twice],
            text: `${quote(values[twice])} is named twice`,
            hint: 'name each value once, and give it a weight',
          },
        ]),
    ...(other < 0
      ? []
      : [
          {
            path: ['values', other],
            text: `${quote(values[other])} is a ${typeof values[other]}, ${quote(values[0])} a ${typeof values[0]}`,
            hint: 'write values of one type',
          },
        ]),
  ];
}

function weightProblems(values: ChoiceField['values'], weights: ChoiceField['weights']): Problem[] {
  if (weights === undefined) return [];
  const path = ['weights'];
  if (values === undefined) {
    return [{ path, text: 'they weigh no values', hint: 'write skew, or values: [ … ]' }];
  }
  if (weights.length !== values.length) {
    const text = `${number(weights.length)} for ${number(values.length)} values`;
    return [{ path, text, hint: 'write one for each' }];
  }
  if (weights.some((weight) => weight > 0)) return [];
  return [{ path, text: 'none is above 0', hint: 'give a value a weight above 0' }];
}

export function numberProblems({ min, max }: Limits): Problem[] {
  if (min === undefined || max === undefined || min <= max) return [];
  const text = `the highest, ${number(max)}, is below the lowest, ${number(min)}`;
  return [{ path: ['max'], text, hint: 'write at least what min says' }];
}

export function textProblems({ least, most }: TextField): Problem[] {
  if (least <= most) return [];
  const text = `${most} words at most, ${least} at least`;
  return [{ path: ['most'], text, hint: 'write least below most; their defaults are 1 and 8' }];
}
