/** What `courant compare -o json` prints. */
import { z } from 'zod';
import { engines } from '../../../chain/engines.ts';
import { outputModes } from '../../../chain/progress.ts';
import { queryCost } from '../../../targets/data/costs/costs.ts';
import { comparison } from '../../../verify/comparisonResult.ts';

const count = z.number().int().nonnegative();

/** One query as it stood when the results were read. */
export const comparedQuery = z.object({
  name: z.string(),
  engine: z.enum(engines),
  state: z.enum(['starting', 'running', 'failed', 'stopped']),
  output: z.enum(outputModes),
  plan: z.enum(['window', 'stateless', 'other']).nullable(),
  read: count,
  deadLetters: count,
  late: count.nullable(),
  watermark: z.string().nullable(),
});

/** What `courant compare -o json` prints. */
export const compareDocument = z.object({
  queries: z.array(comparedQuery),
  results: comparison,
  /** Of each query, in the same order; `null` where the chain does not run, or nobody asked. */
  costs: z.array(queryCost).nullable(),
  /** How long was looked for the costs, in seconds. */
  seconds: count,
  /** Why the delays of the two must not be compared; `null` where they may. */
  delaysDiffer: z.string().nullable(),
});
export type CompareDocument = z.infer<typeof compareDocument>;
