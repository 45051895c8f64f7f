/** For steps that nobody watches. */
import type { Reporter } from './target.ts';

const nothing = (): void => undefined;

export const silentReporter: Reporter = {
  step: () => ({ progress: nothing, done: nothing, failed: nothing }),
  note: nothing,
};
