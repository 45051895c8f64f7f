/** Why a leg did not start, in the words that it left in its log. */
import { z } from 'zod';
import { errorCodes } from '../../chain/errors.ts';
import type { ErrorCode } from '../../chain/errors.ts';
import type { Ended } from '../machine/processes.ts';
import { asFields, lastLines } from './logFiles.ts';
import type { Failure } from './state.ts';

/** What the runner prints when it cannot start, a line a problem, and the generator when it gives up. */
const startFailed = z.object({
  time: z.iso.datetime(),
  event: z.enum(['start_failed', 'failed']),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  file: z.string().nullish(),
  line: z.number().nullish(),
  details: z.array(z.string()).optional(),
  hint: z.string().nullish(),
});
type StartFailed = z.infer<typeof startFailed>;

/**
 * The problems that a leg reported since `sinceMs`, as one error; `undefined` when it died of something else.
 * @param log absolute path of the leg's log
 */
export async function reportedFailure(log: string, sinceMs: number): Promise<Failure | undefined> {
  return failureIn(await lastLines(log, 200), sinceMs);
}

/** The same from lines that are at hand. */
export function failureIn(lines: readonly string[], sinceMs: number): Failure | undefined {
  const problems = lines.flatMap(parse).filter(({ time }) => Date.parse(time) >= sinceMs);
  const [first] = problems;
  if (first === undefined) return undefined;
  if (problems.length === 1) return single(first);
  return {
    code: first.code,
    message: `${problems.length} problems keep the queries from starting`,
    details: problems.flatMap((problem) => [
      `${placeOf(problem)}${problem.message}`,
      ...(problem.hint ? [`  → ${problem.hint}`] : []),
    ]),
  };
}

function single(problem: StartFailed): Failure {
  return {
    code: problem.code,
    message: `${placeOf(problem)}${problem.message}`,
    details: problem.details,
    hint: problem.hint ?? undefined,
  };
}

function parse(line: string): StartFailed[] {
  const problem = startFailed.safeParse(asFields(line));
  return problem.success ? [problem.data] : [];
}

/** `spark/queries/a.sql:3: `; nothing where no file is at fault. */
function placeOf({ file, line }: StartFailed): string {
  if (file === null || file === undefined) return '';
  return line ? `${file}:${line}: ` : `${file}: `;
}

/** A leg that died again and again before anything came out. */
export async function diedTooOften(id: string, log: string, ended: Ended): Promise<Failure> {
  const how = ended.signal === null ? `exit code ${ended.code}` : ended.signal;
  return {
    code: 'COURANT_LEG_FAILED',
    message: `${id} died again and again while the chain started, last with ${how}`,
    details: (await lastLines(log, 4)).map((line) => line.slice(0, 300)),
    hint: `see all it said: courant logs ${id.replace(/-\d+$/, '')}`,
  };
}
