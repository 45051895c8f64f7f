/** What can be changed from the page: by whom, in which form, and what is told of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CourantError } from '../../chain/errors.ts';
import { nowhere, ServedPage } from './servedPage.ts';

let served: ServedPage;
beforeEach(async () => {
  served = await ServedPage.open(nowhere);
});
afterEach(() => served.close());

test('what is asked for is done, one at a time', async () => {
  expect(await served.post('scale', { replicas: 2 })).toEqual({ status: 200, body: {} });
  await served.post('pause', {});
  await served.post('resume', {});
  await served.post('kill', { leg: 'spark' });
  expect(served.target.asked).toEqual(['scale 2', 'pause', 'resume', 'kill spark']);
  const both = await Promise.all([served.post('pause', {}), served.post('resume', {})]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test.each([
  ['scale', { replicas: -1 }, 400],
  ['scale', { replicas: 1.5 }, 400],
  ['scale', { replicas: 1e9 }, 400],
  ['scale', { replicas: '2' }, 400],
  ['scale', { replicas: 1, __proto__: { polluted: true }, more: 1 }, 400],
  ['kill', {}, 400],
  ['kill', { leg: 'x'.repeat(200) }, 400],
  ['pause', '[', 400],
  ['pause', 'null', 400],
  ['pause', `{"a":"${'x'.repeat(10_000)}"}`, 413],
])('%s with %j is refused and nothing is done', async (name, body, status) => {
  expect((await served.post(name, body)).status).toBe(status);
  expect(served.target.asked).toEqual([]);
});

test('a form of another page cannot change anything: its body is not JSON', async () => {
  const { status } = await served.post('pause', '{}', { 'content-type': 'text/plain' });
  expect(status).toBe(415);
  expect(served.target.asked).toEqual([]);
});

test('a chain that is not ours to change is not changed', async () => {
  served.target.controls = undefined;
  expect(await served.post('scale', { replicas: 2 })).toMatchObject({
    status: 409,
    body: { error: { code: 'COURANT_USAGE' } },
  });
  expect(served.target.asked).toEqual([]);
});

test('what cannot be done is told with its code and hint', async () => {
  served.target.controls = {
    ...served.target.controls!,
    kill: () =>
      Promise.reject(new CourantError({ code: 'COURANT_USAGE', message: 'no', hint: 'do' })),
  };
  const error = { code: 'COURANT_USAGE', message: 'no', hint: 'do' };
  expect(await served.post('kill', { leg: 'x' })).toEqual({ status: 409, body: { error } });
});
