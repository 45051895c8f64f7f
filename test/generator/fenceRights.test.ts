/** The rights that the generator's user has on Kubernetes are enough to take over a name, and there are none to spare. */
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import { kafkaClient } from '../../kafka/client.ts';
import { manifestsOf, all } from '../charts/manifests.ts';
import type { Manifest } from '../charts/manifests.ts';
import { Traces } from '../support/law.ts';
import { startSecureBroker } from '../support/secureBroker.ts';
import type { SecureBroker } from '../support/secureBroker.ts';
import { start } from './useGenerator.ts';

interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string };
  readonly operations: readonly string[];
}
interface User extends Manifest {
  readonly spec: { readonly authorization: { readonly acls: readonly Acl[] } };
}

const user = { username: 'generator', password: 'secret' };
let started: SecureBroker;

beforeAll(async () => {
  started = await startSecureBroker(user, {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // The broker itself and the test, by the plain listener.
    'super.users': 'User:ANONYMOUS',
  });
  const traces = await Traces.open(started.broker.connection);
  await traces.clear([], 2);
  await traces.close();
}, 120_000);
afterAll(() => started.remove());

const types: Readonly<Record<string, number>> = {
  topic: AclResourceTypes.TOPIC,
  transactionalId: AclResourceTypes.TRANSACTIONAL_ID,
};
const patterns: Readonly<Record<string, number>> = {
  literal: ResourcePatternTypes.LITERAL,
  prefix: ResourcePatternTypes.PREFIXED,
};
const operations: Readonly<Record<string, number>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Describe: AclOperationTypes.DESCRIBE,
};

/** Gives the user the rights of the manifests. @param isGiven which of them */
async function grant(isGiven: (acl: Acl) => boolean): Promise<void> {
  const admin = kafkaClient(started.broker.connection).admin();
  await admin.connect();
  const generator = all<User>(manifestsOf(), 'KafkaUser').find(({ metadata }) =>
    metadata.name.endsWith('-generator'),
  );
  const acls = (generator?.spec.authorization.acls ?? []).filter(isGiven);
  await admin.createAcls({
    acl: acls.flatMap(({ resource, operations: allowed }) =>
      allowed.map((operation) => ({
        resourceType: types[resource.type] ?? 0,
        resourceName: resource.name,
        resourcePatternType: patterns[resource.patternType] ?? 0,
        principal: `User:${user.username}`,
        host: '*',
        operation: operations[operation] ?? 0,
        permissionType: AclPermissionTypes.ALLOW,
      })),
    ),
  });
  await admin.disconnect();
}

const run = (name?: string) =>
  start(started.secure, { count: 500, rate: 'max' }, { name, isSole: true }).summary;

it('goes on under a name with the rights of the manifests, and not without one on the transactional id', async () => {
  await grant(({ resource }) => resource.type === 'topic');
  // Without a name there is nobody to fence.
  expect(await run()).toMatchObject({ acknowledged: 500, failed: 0, unknown: 0 });
  await expect(run('secured')).rejects.toMatchObject({ code: 'COURANT_KAFKA_DENIED' });
  await grant(({ resource }) => resource.type === 'transactionalId');
  expect(await run('secured')).toMatchObject({ acknowledged: 500, failed: 0, unknown: 0 });
  // The second run fences the first: it writes markers.
  await run('secured');
  const traces = await Traces.open(started.broker.connection);
  const bounds = (await traces.kafka.offsets([topicNames.readings])).get(topicNames.readings);
  await traces.close();
  expect(bounds?.reduce((sum, { end }) => sum + end, 0)).toBe(1_002);
});
