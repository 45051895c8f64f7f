import { expect, test } from 'vitest';
import {
  lastWarning,
  notReady,
  podsVerdict,
  troubleOf,
} from '../../../../targets/kind/readiness/podTroubles.ts';
import { pod, seen, waitingPod, warning } from '../objects.ts';

const at = '2026-01-01T00:00:00Z';
const nowMs = Date.parse(at) + 60_000;

function unschedulable(sinceMs: number) {
  return pod('kafka-0', {
    phase: 'Pending',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/1 nodes are available: 1 Insufficient memory.',
        lastTransitionTime: new Date(nowMs - sinceMs).toISOString(),
      },
    ],
  });
}

test.each(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName'])(
  '%s ends the wait at once, with the way out',
  (reason) => {
    const verdict = podsVerdict(seen(waitingPod('g-1', reason)), nowMs);
    expect(verdict.state).toBe('failed');
    if (verdict.state !== 'failed') return;
    expect(verdict.error.message).toBe('Pod g-1 cannot run');
    expect(verdict.error.details).toEqual([`${reason}: because of ${reason}`]);
    expect(verdict.error.hint).toContain('load the image');
  },
);

test('a crash may come from what is not there yet; the second says the same', () => {
  const lastState = { terminated: { exitCode: 2, reason: 'Error' } };
  const crashed = (restartCount: number) =>
    podsVerdict(seen(waitingPod('g-1', 'CrashLoopBackOff', { restartCount, lastState })), nowMs);
  expect(crashed(1).state).toBe('ready');
  const second = crashed(2);
  expect(second.state).toBe('failed');
  if (second.state === 'failed') {
    expect(second.error.details[0]).toBe(
      'CrashLoopBackOff: container c ended with 2 the last of 2 times',
    );
  }
});

test('OOMKilled is named, with the setting', () => {
  const lastState = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
  const killed = waitingPod('o-1', 'CrashLoopBackOff', { restartCount: 3, lastState });
  const verdict = podsVerdict(seen(killed), nowMs);
  expect(verdict.state === 'failed' && verdict.error.hint).toContain('more memory');
});

test('Unschedulable heals while another pod leaves, and for a moment; then it does not', () => {
  expect(podsVerdict(seen(unschedulable(5_000)), nowMs).state).toBe('ready');
  const leaving = pod('old', { phase: 'Running' }, { deletionTimestamp: at });
  expect(podsVerdict(seen(unschedulable(60_000), leaving), nowMs).state).toBe('ready');
  const verdict = podsVerdict(seen(unschedulable(60_000)), nowMs);
  expect(verdict.state === 'failed' && verdict.error.details[0]).toContain('Insufficient memory');
  expect(verdict.state === 'failed' && verdict.error.hint).toContain('courant plan');
});

test('only the pods that are asked for are judged', () => {
  const objects = seen(waitingPod('sensors-generator-1', 'ImagePullBackOff'));
  expect(podsVerdict(objects, nowMs, /^sensors-queries-/).state).toBe('ready');
});

test('a missing secret or ConfigMap is told and waited for', () => {
  const trouble = troubleOf(waitingPod('g-1', 'CreateContainerConfigError'), nowMs, false);
  expect(trouble).toEqual({
    isFinal: false,
    text: 'CreateContainerConfigError: because of CreateContainerConfigError',
  });
});

test('the last warning counts, whatever the order of the events', () => {
  const events = [
    warning('g-1', 'Unhealthy', 'new', '2026-01-01T00:00:09Z'),
    warning('g-1', 'FailedMount', 'old', '2026-01-01T00:00:01Z'),
    warning('other', 'BackOff', 'newest', '2026-01-01T00:00:59Z'),
  ];
  expect(lastWarning(events, 'g-1')).toBe('Unhealthy: new');
  expect(lastWarning(events, 'nobody')).toBeUndefined();
});

test('of a probe by curl what it says is told, not its table of progress', () => {
  const table = ' % Total % Received % Xferd Average Speed\n Time Time\r 0 0 0 --:--:-- --:--:-- 0';
  const end = 'curl: (22) The requested URL returned error: 503';
  const events = [
    warning('b-1', 'Unhealthy', `Readiness probe failed: ${table}\n${end}`, '2026-01-01T00:00:01Z'),
    warning('b-2', 'Unhealthy', `Readiness probe failed: ${table}`, '2026-01-01T00:00:01Z'),
  ];
  expect(lastWarning(events, 'b-1')).toBe(`Unhealthy: Readiness probe failed: ${end}`);
  expect(lastWarning(events, 'b-2')).toBe('Unhealthy: Readiness probe failed:');
});

test('pods that are not ready are told with what they wait for', () => {
  const ready = pod('kafka-0', {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
  });
  const objects = seen(
    ready,
    waitingPod('g-1', 'ContainerCreating'),
    warning('g-1', 'FailedMount', 'secret "x" not found', at),
  );
  expect(notReady(objects, nowMs)).toEqual(['pod g-1 Pending, FailedMount: secret "x" not found']);
});
