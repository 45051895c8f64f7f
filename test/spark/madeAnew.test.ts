/** A topic that is deleted and made anew below a running runner. */
import { expect, test } from 'vitest';
import { span } from '../support/law.ts';
import { useTraces } from '../support/useTraces.ts';
import { useRunner } from './useRunner.ts';

const bench = useTraces();
const readAnew = useRunner('ReadAnew');

test('none of its records are given for those that now lie at their offsets', async () => {
  const [first, second] = await readAnew(bench.broker.connection.bootstrapServers.join(), 'anew');
  expect(first).toBe(span(0, 19).join(' '));
  expect(second).toBe(span(1_000, 1_009).join(' '));
});
