import { expect, test } from 'vitest';
import { confirm } from '../../../cli/terminal/confirm.ts';
import { bold } from '../../../cli/terminal/text.ts';
import { CourantError } from '../../../chain/errors.ts';
import { FakeTerminal, outputTo } from '../../support/fakeTerminal.ts';

function pipes() {
  const [stdout, stderr] = [new FakeTerminal(), new FakeTerminal()];
  const asTyped = (text: string): string => text.replaceAll('courant', 'npx courant');
  return { stdout, stderr, output: outputTo({ stdout, stderr }, { asTyped }) };
}

test('hints carry the command as it is typed; results, JSON and what an error says stay as they are', () => {
  const { stdout, stderr, output } = pipes();
  output.line('a value: courant up');
  output.line(output.asTyped(['→ ', bold('courant up')]));
  output.json({ hint: 'courant up' }, 'line');
  output.note(['next: ', bold('courant down')]);
  output.json({ hint: 'courant logs' }, 'line', 'stderr');
  output.error(
    new CourantError({
      code: 'COURANT_NOT_READY',
      message: '"courant up" was typed',
      details: ['d: courant status'],
      left: 'remove it: courant down',
      hint: 'again: courant up',
    }),
    false,
  );
  expect(stdout.lines).toEqual([
    'a value: courant up',
    '→ npx courant up',
    '{"hint":"courant up"}',
  ]);
  expect(stderr.lines).toEqual([
    'next: npx courant down',
    '{"hint":"courant logs"}',
    'error COURANT_NOT_READY: "courant up" was typed',
    '  d: npx courant status',
    '  remove it: npx courant down',
    '  → again: npx courant up',
  ]);
});

test('where nobody can be asked nothing is deleted, and what to type is said', async () => {
  const { output } = pipes();
  const asked = { lines: ['this deletes: x'], question: 'Delete it?', otherwise: 'add --yes' };
  await expect(confirm(output, asked)).rejects.toMatchObject({
    code: 'COURANT_NOT_CONFIRMED',
    hint: 'add --yes',
  });
});
