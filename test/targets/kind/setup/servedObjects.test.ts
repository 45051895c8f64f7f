import { expect, test } from 'vitest';
import { servedObjects } from '../../../../targets/kind/setup/servedObjects.ts';
import { kinds } from '../../../../targets/kind/api/objects.ts';
import { silentReporter } from '../../../../targets/steps.ts';
import { object } from '../objects.ts';

const kafka = object(kinds.kafka, 'sensors');
const all = [kafka, object(kinds.podMonitor, 'sensors-kafka'), object(kinds.prometheusRule, 'a')];

async function taken(served: readonly string[], objects = all) {
  const notes: string[] = [];
  const report = { ...silentReporter, note: (text: string) => notes.push(text) };
  const api = { servedBy: () => Promise.resolve([...served]) };
  return { objects: await servedObjects(api, objects, report), notes };
}

test('where no Prometheus operator is, what is for it is left out and named', async () => {
  expect(await taken([])).toEqual({
    objects: [kafka],
    notes: [
      'this cluster has no Prometheus operator: PodMonitor, PrometheusRule left out (2 objects); the pods tell their metrics all the same',
    ],
  });
});

test('where one is, or nothing is for it, everything is applied without a word', async () => {
  expect(await taken(['podmonitors', 'prometheusrules'])).toEqual({ objects: all, notes: [] });
  expect(await taken([], [kafka])).toEqual({ objects: [kafka], notes: [] });
});
