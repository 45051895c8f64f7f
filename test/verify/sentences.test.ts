import { expect, test } from 'vitest';
import { ledgerNotes } from '../../verify/sentences.ts';

const ledger = (counts: { readonly expired?: number; readonly failed?: number }) =>
  ledgerNotes({ expired: 0, failed: 0, foreign: 0, ...counts } as Parameters<
    typeof ledgerNotes
  >[0]);

test('readings that surely never got in are not said to be rejected: the broker may only have been away', () => {
  expect(ledger({ failed: 198 })).toEqual([
    '198 readings never got into the topic, which the generator knows: Kafka refused them or was away too long',
  ]);
  expect(ledger({})).toEqual([]);
  expect(ledger({ expired: 1 })[0]).toMatch(/^1 acknowledged reading was deleted by retention/);
});
