import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { repeated } from '../../../../targets/kind/api/repeated.ts';
import { FakeApi } from '../fakeApi.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'n', name: 'p' }, spec: {} };
let fake: FakeApi;

beforeEach(async () => {
  fake = await FakeApi.start();
  fake.put(kinds.pod, pod);
});
afterEach(() => fake.stop());

describe('a connection that the API server closes', () => {
  it('is made again, and the question asked again', async () => {
    fake.hangUps = { before: 2, after: 0 };
    expect(await fake.api.get(kinds.pod, 'n', 'p')).toMatchObject({ metadata: { name: 'p' } });
    expect(fake.asked).toHaveLength(3);
  });

  it('does not make an object that it deleted one that was not there', async () => {
    fake.hangUps = { before: 0, after: 1 };
    expect(await fake.api.remove(kinds.pod, 'n', 'p')).toBe(true);
    expect(fake.has(kinds.pod, 'n', 'p')).toBe(false);
    expect(await fake.api.remove(kinds.pod, 'n', 'p')).toBe(false);
  });

  it('is told of when it is closed each time', async () => {
    fake.hangUps = { before: 99, after: 0 };
    await expect(fake.api.get(kinds.pod, 'n', 'p')).rejects.toMatchObject({
      code: 'COURANT_CLUSTER_UNREACHABLE',
      details: ['socket hang up'],
    });
    expect(fake.asked).toHaveLength(4);
  });

  it('is another matter than a server that is not there', async () => {
    let tries = 0;
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const attempt = (): Promise<never> => {
      tries++;
      return Promise.reject(refused);
    };
    await expect(repeated(attempt)).rejects.toBe(refused);
    expect(tries).toBe(1);
  });
});
