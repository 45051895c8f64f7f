/** Whether faults on purpose go together. */
import type { Problem } from './problems.ts';
import type { ChainDefinition } from './schema.ts';

/** Every other reading stays good, and a reading has one fault at most. */
const mostOfAll = 0.5;

export function faultMisfits({ generator: { faults, source } }: ChainDefinition): Problem[] {
  const problems: Problem[] = [];
  const path = ['generator', 'faults'];
  const { late, doubled, withheld, malformed } = faults;
  const rates = [late, doubled, withheld, malformed].flatMap((fault) => fault?.rate ?? []);
  const sum = rates.reduce((total, rate) => total + rate, 0);
  if (sum > mostOfAll + 1e-9) {
    const text = `${rates.join(' + ')} = ${Number(sum.toFixed(6))} of all readings would be hit, ${mostOfAll} is the most`;
    problems.push({ path, text, hint: `lower the rates so that they add up to ${mostOfAll} at most` });
  }
  if (rates.length > 0 && source.type === 'replay') {
    const text = 'a replay has no faults on purpose: its truth is in its files';
    problems.push({ path, text, hint: 'remove faults, or let random sensors write' });
  }
  if (late !== undefined && late.most < late.least) {
    const text = `most (${late.most} ms) is less than least (${late.least} ms)`;
    problems.push({ path: [...path, 'late'], text, hint: 'exchange them' });
  }
  return problems;
}
