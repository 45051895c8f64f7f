import { expect, test } from 'vitest';
import { operatorCheck } from '../../../targets/kind/doctor.ts';
import { kinds } from '../../../targets/kind/api/objects.ts';
import { operators } from '../../../targets/kind/setup/operatorCatalog.ts';
import { FakeApi } from './fakeApi.ts';
import { object } from './objects.ts';

/** What each operator's check says where both watch "sensors" only. */
async function problems(namespace: string, isOurs: boolean): Promise<string[]> {
  const fake = await FakeApi.start();
  for (const { selector, id } of operators) {
    const labels = Object.fromEntries(selector.split(',').map((pair) => pair.split('=')));
    const env = [{ name: 'STRIMZI_NAMESPACE', value: 'sensors' }];
    const containers = [{ env, args: ['--namespaces=sensors'] }];
    const spec = { template: { spec: { containers } } };
    const metadata = { namespace: 'operators', labels };
    fake.put(kinds.deployment, object(kinds.deployment, id, { metadata, spec }));
  }
  const checks = await Promise.all(
    operators.map((operator) => operatorCheck(operator, { api: fake.api, namespace, isOurs })),
  );
  await fake.stop();
  return checks.flatMap(({ found }) => /does not watch the namespace "[a-z]+"/.exec(found) ?? []);
}

test('operators that watch another namespace are told, both, before there is one for the chain', async () => {
  const missing = 'does not watch the namespace "mine"';
  expect(await problems('mine', false)).toEqual([missing, missing]);
  expect(await problems('sensors', false)).toEqual([]);
});

test('those that up installed for this chain are told of the namespace by up', async () => {
  expect(await problems('mine', true)).toEqual([]);
});
