/** Authorities and a password that are replaced under a running generator, as Strimzi replaces them. */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { openKafka } from '../../../kafka/client.ts';
import { startSecureBroker } from '../../support/secureBroker.ts';
import type { SecureBroker } from '../../support/secureBroker.ts';
import { buildImage } from './generatorContainer.ts';
import type { Container, Image } from './generatorContainer.ts';

let image: Image;
let secured: SecureBroker;
let container: Container;
let trusted: string;

beforeAll(async () => {
  [image, secured] = await Promise.all([
    buildImage(),
    startSecureBroker({ username: 'sensors-generator', password: 'first' }),
  ]);
  const kafka = await openKafka(secured.broker.connection);
  await kafka.declare(
    [topicNames.readings, topicNames.progress].map((name) => ({
      name,
      partitions: 2,
      replicationFactor: 1,
      config: {},
    })),
  );
  await kafka.close();
  trusted = path.join(image.folder, 'trusted');
  await mkdir(trusted);
  await copyFile(secured.caFile, path.join(trusted, 'ca.crt'));
  container = image.run({
    COURANT_DEFINITION: await image.define({ generator: { rate: 200 } }),
    COURANT_BOOTSTRAP_SERVERS: secured.secure.bootstrapServers.join(','),
    COURANT_TLS_CA: trusted,
    COURANT_SASL_USERNAME: 'sensors-generator',
    COURANT_SASL_PASSWORD_FILE: await image.file('password', 'first'),
    COURANT_SITE: 'sensors-generator-7f9c',
  });
  await container.answers('/readyz', 200);
}, 120_000);

afterAll(async () => {
  await image.remove();
  await secured.remove();
});

it('is refused with the reason while it does not trust the new authority, and goes on once it does', async () => {
  const { caFile } = await secured.replaceAuthority();
  expect(await container.answers('/readyz', 503, /certificate/)).toContain('does not answer');
  expect(await container.get('/livez')).toMatchObject({ status: 200 });
  // The old one is kept beside it, under a name of its own.
  await copyFile(path.join(trusted, 'ca.crt'), path.join(trusted, 'ca-2026.crt'));
  await copyFile(caFile, path.join(trusted, 'ca.crt'));
  await container.answers('/readyz', 200);
}, 120_000);

it('does not trust an authority any more whose file is gone', async () => {
  await rm(path.join(trusted, 'ca-2026.crt'));
  await rm(path.join(trusted, 'ca.crt'));
  await secured.broker.stop();
  await secured.broker.start();
  await container.answers('/readyz', 503);
  await copyFile(secured.caFile, path.join(trusted, 'ca.crt'));
  await container.answers('/readyz', 200);
}, 120_000);

it('logs in with a changed password at its next connection', async () => {
  await secured.changePassword('second');
  await image.file('password', 'second');
  await secured.broker.stop();
  await secured.broker.start();
  await container.answers('/readyz', 503).catch(() => undefined);
  await container.answers('/readyz', 200);
  expect(await container.stop()).toBe(0);
  expect(await container.logged('stopped')).toMatchObject({ failed: 0, unknown: 0, unsent: 0 });
}, 120_000);
