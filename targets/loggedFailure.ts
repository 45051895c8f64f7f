/** The failure that a leg reported in its log before it ended, on whichever target it ran. */
import { z } from 'zod';
import { errorCodes } from '../chain/errors.ts';
import type { CourantErrorFields, ErrorCode } from '../chain/errors.ts';

const code = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

export const failure = z.object({
  code,
  message: z.string(),
  details: z.array(z.string()).optional(),
  hint: z.string().optional(),
});
/** An error as it travels from one process to another. */
export type Failure = z.infer<typeof failure> & Omit<CourantErrorFields, 'cause' | 'details'>;

/** What the runner prints when it cannot start, a line a problem, and the generator when it gives up. */
const startFailed = z.object({
  time: z.iso.datetime(),
  event: z.enum(['start_failed', 'failed']),
  code,
  message: z.string(),
  file: z.string().nullish(),
  line: z.number().nullish(),
  column: z.number().nullish(),
  details: z.array(z.string()).optional(),
  hint: z.string().nullish(),
});
type StartFailed = z.infer<typeof startFailed>;

/**
 * The problems that a leg reported since `sinceMs`, as one failure; `undefined` when it died of something else.
 * @param lines the last ones of its log
 */
export function loggedFailure(lines: readonly string[], sinceMs: number): Failure | undefined {
  const problems = lines.flatMap(parse).filter(({ time }) => Date.parse(time) >= sinceMs);
  const [first] = problems;
  if (first === undefined) return undefined;
  if (problems.length === 1) return single(first);
  return {
    code: first.code,
    message: `${problems.length} problems keep the queries from starting`,
    details: problems.flatMap((problem) => [
      sentence(problem),
      ...(problem.hint ? [`  → ${problem.hint}`] : []),
    ]),
  };
}

function single(problem: StartFailed): Failure {
  const { code, details, hint } = problem;
  return { code, message: sentence(problem), details, hint: hint ?? undefined };
}

function parse(line: string): StartFailed[] {
  const problem = startFailed.safeParse(logFields(line));
  return problem.success ? [problem.data] : [];
}

/** `spark/queries/a.sql:3:17: what is wrong`; without a place where no file is at fault. */
function sentence({ file, line, column, message }: StartFailed): string {
  const place = [file, line, column].filter((part) => part).join(':');
  return file ? `${place}: ${message}` : message;
}

const complaintPattern = /\b(error|exception|fatal)\b|[a-z](Error|Exception)\b/i;
const stackFrame = /^\s+(at |\.\.\. )/;

/** The last line that complains or, where none does, the last one, for people; `undefined` where there is none. */
export function complaintIn(lines: readonly string[]): string | undefined {
  const printed = lines.filter((text) => !stackFrame.test(text));
  const line = printed.findLast((text) => complaintPattern.test(text)) ?? printed.at(-1);
  if (line === undefined) return undefined;
  const { event, message } = logFields(line) ?? {};
  const words = [event, message].filter((part) => typeof part === 'string');
  return (words.length === 0 ? line.trim() : words.join(': ')).slice(0, 300);
}

/** A log line that is a JSON object. */
export function logFields(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
