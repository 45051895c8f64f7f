import { expect, test } from 'vitest';
import { inStep } from '../../targets/steps.ts';
import type { Reporter } from '../../targets/target.ts';

/** Writes down how steps end; only the first end of each counts, as on a terminal. */
function reporter(): Reporter & { readonly ends: string[] } {
  const ends: string[] = [];
  const step = (title: string) => {
    let isOpen = true;
    const end = (how: string) => (detail?: string) => {
      if (isOpen) ends.push([title, how, detail].filter(Boolean).join(' '));
      isOpen = false;
    };
    return { progress: () => undefined, done: end('done'), failed: end('failed') };
  };
  return { ends, step, note: () => undefined };
}

test('a step ends with its work, and gives what the work gave', async () => {
  const report = reporter();
  expect(await inStep(report, 'a', () => Promise.resolve(1))).toBe(1);
  expect(report.ends).toEqual(['a done']);
});

test('work that has a detail to tell ends the step itself', async () => {
  const report = reporter();
  await inStep(report, 'a', (step) => Promise.resolve(step.done('3 made')));
  expect(report.ends).toEqual(['a done 3 made']);
});

test('work that fails ends the step, and its error passes', async () => {
  const report = reporter();
  const broken = inStep(report, 'a', () => Promise.reject(new Error('no')));
  await expect(broken).rejects.toThrow('no');
  expect(report.ends).toEqual(['a failed']);
});
