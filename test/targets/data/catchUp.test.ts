import { expect, test } from 'vitest';
import { rowsLeft, untilRead } from '../../../targets/data/catchUp.ts';
import type { KafkaSnapshot } from '../../../targets/data/kafkaSnapshot.ts';
import { queryReport } from '../../support/law.ts';

function snapshot(read: Readonly<Record<string, number>>): KafkaSnapshot {
  const queries = Object.entries(read).map(([name, end]) =>
    queryReport(name, { kind: 'stateless' }, { offsets: { 0: { start: 0, end } } }),
  );
  const offsets = new Map([['readings', [{ partition: 0, start: 0, end: 10 }]]]);
  const progress = { queries } as unknown as KafkaSnapshot['progress'];
  return { atMs: 0, offsets, progress, rates: new Map() };
}

test('the slowest query decides; one that is no query of the chain any more does not', () => {
  expect(rowsLeft(snapshot({ a: 7, b: 10 }))).toBe(3);
  expect(rowsLeft(snapshot({ a: 7, b: 10 }), ['b'])).toBe(0);
  expect(rowsLeft(snapshot({}))).toBeUndefined();
  expect(rowsLeft(snapshot({ a: 10 }), ['b'])).toBeUndefined();
});

test('it is over when everything was read', async () => {
  const left = [undefined, 5, 0];
  let looks = 0;
  await untilRead({ rowsLeft: () => Promise.resolve(left[looks++]) });
  expect(looks).toBe(3);
});

test('it is over when nobody waits any more, without another look', async () => {
  const rows = (): Promise<number> => Promise.reject(new Error('Kafka was asked'));
  await untilRead({ rowsLeft: rows, isOver: () => Promise.resolve(true) });
});

test('an interrupt ends it with its reason', async () => {
  const reason = new Error('interrupted');
  const waiting = untilRead({
    rowsLeft: () => Promise.resolve(1),
    signal: AbortSignal.abort(reason),
  });
  await expect(waiting).rejects.toBe(reason);
});
