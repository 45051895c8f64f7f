import { expect, it } from 'vitest';
import { giveBack } from '../../page/server/givenBack.ts';

it('memory is given back again and again, and the process goes on', async () => {
  let held: object[] = Array.from({ length: 300_000 }, (_, at) => ({ at, text: String(at) }));
  const kept = new WeakRef(held[0] ?? {});
  held = [];
  for (let round = 0; round < 3; round += 1) await giveBack();
  expect(held).toEqual([]);
  expect(kept.deref()).toBeUndefined();
});
