/** Steps of long work, as a reporter is told of them. */
import type { Reporter, StepReport } from './target.ts';

/** Runs one step; its line says how it ended. Where `work` has a detail to tell, it calls `done` itself. */
export async function inStep<T>(
  report: Reporter,
  title: string,
  work: (step: StepReport) => Promise<T>,
): Promise<T> {
  const step = report.step(title);
  try {
    const result = await work(step);
    step.done();
    return result;
  } catch (error) {
    step.failed();
    throw error;
  }
}

/** What becomes of a query whose file was removed. */
export function goneNote(query: string): string {
  return `the query "${query}" is gone: its topic, its state and its reports go too`;
}

const nothing = (): void => undefined;

/** For steps that nobody watches. */
export const silentReporter: Reporter = {
  step: () => ({ progress: nothing, done: nothing, failed: nothing }),
  note: nothing,
};
