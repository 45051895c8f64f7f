import { afterEach, beforeEach, expect, test } from 'vitest';
import { CourantError } from '../../../../chain/errors.ts';
import {
  logTail,
  unreadyContainers,
  withLogTail,
} from '../../../../targets/kind/readiness/podLogTail.ts';
import { FakeApi } from '../fakeApi.ts';
import { pod, seen, waitingPod } from '../objects.ts';

let fake: FakeApi;
beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.stop());

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const running = (name: string) => ({ name, ready: false, restartCount: 0, state: { running: {} } });
const crashed = () =>
  waitingPod('g-1', 'CrashLoopBackOff', { restartCount: 2, lastState: { terminated: {} } });

test('only pods that are not ready and have printed something can tell why', () => {
  const objects = seen(
    pod('fine', { phase: 'Running', ...ready, containerStatuses: [running('c')] }),
    waitingPod('new', 'ContainerCreating'),
    pod('slow', { phase: 'Running', containerStatuses: [running('kafka')] }),
    crashed(),
  );
  expect(unreadyContainers(objects)).toEqual([
    { pod: 'slow', container: 'kafka', isPrevious: false },
    { pod: 'g-1', container: 'c', isPrevious: true },
  ]);
  expect(unreadyContainers(objects, /^slow/)).toHaveLength(1);
});

test('an error carries the last lines of the pod at fault, of the run that ended', async () => {
  fake.say('g-1', 'a long way\nCOURANT_CONFIG_INVALID: no such topic\n');
  const error = new CourantError({ code: 'COURANT_LEG_FAILED', message: 'm', details: ['first'] });
  const place = { api: fake.api, namespace: 'sensors', objects: seen(crashed()) };
  const told = (await withLogTail(error, place)) as CourantError;
  expect(told.details).toEqual([
    'first',
    'g-1 printed: a long way',
    'g-1 printed: COURANT_CONFIG_INVALID: no such topic',
  ]);
  const asked = fake.asked.find(({ url }) => url.pathname.endsWith('/log'));
  expect(asked?.url.searchParams.get('previous')).toBe('true');
  expect(asked?.url.searchParams.get('tailLines')).toBe('5');
});

test('long lines are cut, and what cannot be read is left out', async () => {
  fake.say('slow', 'x'.repeat(10_000));
  const source = (name: string) => ({ pod: name, container: 'c', isPrevious: false });
  const lines = await logTail(fake.api, 'sensors', [source('slow'), source('gone')]);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBeLessThan(300);
});

test('an error that is not of this house passes as it is', async () => {
  const error = new TypeError('x');
  const place = { api: fake.api, namespace: 'sensors', objects: seen() };
  expect(await withLogTail(error, place)).toBe(error);
});
