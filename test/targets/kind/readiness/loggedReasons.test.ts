import { afterEach, beforeEach, expect, test } from 'vitest';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { awayReason, withLoggedReasons } from '../../../../targets/kind/readiness/loggedReasons.ts';
import { legsOf } from '../../../../targets/kind/readiness/podLegs.ts';
import { FakeApi } from '../fakeApi.ts';
import { pod } from '../objects.ts';

let fake: FakeApi;
beforeEach(async () => {
  fake = await FakeApi.start();
});
afterEach(() => fake.stop());

const away = JSON.stringify({ event: 'broker_unreachable', seen: 'certificate has expired' });
const back = JSON.stringify({ event: 'broker_back', afterMs: 5 });

test.each([
  [[away, '{"event":"rate"}'], 'the broker does not answer: certificate has expired'],
  [[away, back], undefined],
  [[back, 'no JSON', away], 'the broker does not answer: certificate has expired'],
  [['{"event":"waiting","message":"there is no topic"}'], 'there is no topic'],
  [[], undefined],
])('%j: %s', (lines, expected) => {
  expect(awayReason(lines)).toBe(expected);
});

test('only a generator that is not ready is asked', async () => {
  const labels = {
    'app.kubernetes.io/instance': 'sensors',
    'app.kubernetes.io/component': 'generator',
  };
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const waits = pod('waits', { phase: 'Running' }, { labels });
  const runs = pod('runs', ready, { labels });
  for (const one of [waits, runs]) {
    fake.put(kinds.pod, one);
    fake.say(one.metadata.name, away);
  }
  const legs = await withLoggedReasons(fake.api, 'sensors', legsOf([waits, runs], 'sensors', 0));
  expect(legs.map(({ id, lastFailure }) => [id, lastFailure])).toEqual([
    ['waits', 'the broker does not answer: certificate has expired'],
    ['runs', null],
  ]);
});

test('a driver that ended tells why, and one that runs is not asked', async () => {
  const labels = {
    'app.kubernetes.io/instance': 'sensors',
    'app.kubernetes.io/component': 'driver',
  };
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const ended = pod('old-driver', { phase: 'Failed', message: '', reason: '' }, { labels });
  const silent = pod('mute-driver', { phase: 'Failed', message: '', reason: '' }, { labels });
  const runs = pod('q-driver', ready, { labels });
  const failed = '{"level":"error","event":"runner_failed","message":"SSL handshake failed"}';
  for (const one of [ended, runs]) {
    fake.put(kinds.pod, one);
    fake.say(one.metadata.name, ['{"event":"rows"}', failed, 'stopping'].join('\n'));
  }
  const legs = legsOf([ended, silent, runs], 'sensors', 0);
  const told = await withLoggedReasons(fake.api, 'sensors', legs);
  expect(told.map(({ id, lastFailure }) => [id, lastFailure])).toEqual([
    ['old-driver', 'runner_failed: SSL handshake failed'],
    ['mute-driver', 'Failed: Kubernetes gives no reason'],
    ['q-driver', null],
  ]);
});
