/** Rules between the fields of a definition, checked by zod on the values that it parsed. */
import type { z } from 'zod';
import { topicNameProblem } from '../names.ts';
import { quote, quotePath } from '../words/quote.ts';
import { misfitsOf } from './fit.ts';
import { generatorRules } from './generatorRules.ts';
import type { Problem, Rule } from './rule.ts';
import { chainSchema } from './schema.ts';
import type { ChainDefinition } from './schema.ts';
import { brokersOf } from './sizing.ts';

const rules: readonly Rule[] = [
  { reads: ['topics'], problems: topicNameProblems },
  { reads: ['profile', 'topics'], problems: replicationProblems },
  { reads: ['metrics', 'prometheusNamespace'], problems: readerProblems },
  ...generatorRules,
];

/** A definition with every default filled in, whose fields fit together. */
export const checkedChain = rules
  .reduce(
    (schema, { reads, problems }) =>
      schema.superRefine(refuseEach(problems), {
        when: ({ issues }) => !issues.some((issue) => reads.some((field) => hides(issue, field))),
      }),
    chainSchema,
  )
  // Sums over the whole definition: only where every field is right, which is when zod asks by itself.
  .superRefine(refuseEach(misfitsOf));

function refuseEach(problemsOf: Rule['problems']) {
  return (chain: ChainDefinition, context: z.core.$RefinementCtx<ChainDefinition>): void => {
    for (const { path, text, hint } of problemsOf(chain)) {
      context.addIssue({ code: 'custom', path: [...path], message: text, params: { hint } });
    }
  };
}

/** Whether something is wrong with the field itself, or with a group that it is in. */
function hides({ path = [], continue: isHarmless }: z.core.$ZodRawIssue, field: string): boolean {
  const place = path.join('.');
  return isHarmless !== true && `${field}.`.startsWith(place === '' ? '' : `${place}.`);
}

function topicNameProblems({ topics }: ChainDefinition): Problem[] {
  const names = Object.keys(topics);
  return names.flatMap((name, index) => {
    const text = topicNameProblem(name, names.slice(0, index));
    const hint = 'name it readings, readings.dlq, or like a query';
    return text === undefined ? [] : [{ path: ['topics', name], text, hint }];
  });
}

function readerProblems({ metrics, prometheusNamespace }: ChainDefinition): Problem[] {
  if (prometheusNamespace === undefined || metrics === true) return [];
  const text = `${quote(prometheusNamespace)} has nothing to read: metrics are off`;
  return [{ path: ['prometheusNamespace'], text, hint: 'add metrics: true' }];
}

function replicationProblems({ profile, topics }: ChainDefinition): Problem[] {
  const brokers = brokersOf[profile];
  return Object.keys(topics).flatMap((topic) => {
    const path = ['topics', topic, 'replicationFactor'];
    const replicas: unknown = topics[topic]?.replicationFactor;
    // What is no number is told of as the field's own problem.
    if (typeof replicas !== 'number' || replicas <= brokers) return [];
    const other = profile === 'laptop' && replicas <= 3 ? ', or profile to "production"' : '';
    return [
      {
        path,
        text: `${replicas} replicas need ${replicas} brokers, profile "${profile}" has ${brokers}`,
        hint: `set ${quotePath(path)} to ${brokers}${other}`,
      },
    ];
  });
}
