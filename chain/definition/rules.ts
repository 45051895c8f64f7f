/** Rules between the fields of a definition, checked by zod on the values that it parsed. */
import type { z } from 'zod';
import { topicNameProblem } from '../names.ts';
import { quote, quotePath } from '../words/quote.ts';
import { misfitsOf } from './fit.ts';
import { generatorRules } from './generatorRules.ts';
import type { Problem, Rule } from './rule.ts';
import { chainSchema, topicSettings } from './schema.ts';
import type { ChainDefinition } from './schema.ts';
import { brokersOf } from './sizing.ts';

const rules: readonly Rule[] = [
  { reads: ['topics'], problems: topicNameProblems },
  // A laptop has one broker, whatever is wrong with its sizing.
  { reads: ['profile', 'topics'], problems: ofProfile('laptop', replicationProblems) },
  {
    reads: ['profile', 'topics', 'sizing'],
    problems: ofProfile('production', replicationProblems),
  },
  { reads: ['profile', 'topics'], problems: inSyncProblems },
  { reads: ['profile', 'sizing'], problems: brokerProblems },
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

function ofProfile(
  profile: ChainDefinition['profile'],
  problemsOf: Rule['problems'],
): Rule['problems'] {
  return (chain) => (chain.profile === profile ? problemsOf(chain) : []);
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

function brokerProblems({ profile, sizing }: ChainDefinition): Problem[] {
  const { brokers } = sizing.kafka;
  if (brokers === undefined || profile === 'production') return [];
  const text = `profile "${profile}" has one broker`;
  return [
    {
      path: ['sizing', 'kafka', 'brokers'],
      text,
      hint: 'remove it, or set profile to "production"',
    },
  ];
}

/** With more than there are replicas nothing would ever be acknowledged. */
function inSyncProblems(chain: ChainDefinition): Problem[] {
  return Object.keys(chain.topics).flatMap((topic) => {
    const { replicationFactor, minInSyncReplicas = 1 } = topicSettings(chain, topic);
    // What is no number is told of as the field's own problem.
    if (![replicationFactor, minInSyncReplicas].every(Number.isInteger)) return [];
    if (minInSyncReplicas <= replicationFactor) return [];
    const path = ['topics', topic, 'minInSyncReplicas'];
    return [
      {
        path,
        text: `${minInSyncReplicas} brokers in sync need ${minInSyncReplicas} replicas, the topic has ${replicationFactor}`,
        hint: `set ${quotePath(path)} to ${Math.max(1, replicationFactor - 1)}`,
      },
    ];
  });
}

function replicationProblems(chain: ChainDefinition): Problem[] {
  const { profile, topics } = chain;
  const brokers = brokersOf(chain);
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
