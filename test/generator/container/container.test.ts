/** The generator in its container: environment, health, metrics, signals; against a broker as on Kubernetes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { openKafka } from '../../../kafka/client.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { startSecureBroker } from '../../support/secureBroker.ts';
import type { SecureBroker } from '../../support/secureBroker.ts';
import { buildImage } from './generatorContainer.ts';
import type { Image } from './generatorContainer.ts';

let image: Image;
let secured: SecureBroker;
let kafka: Kafka;
let environment: Record<string, string>;

beforeAll(async () => {
  [image, secured] = await Promise.all([
    buildImage(),
    startSecureBroker({ username: 'sensors-generator', password: 'secret' }),
  ]);
  kafka = await openKafka(secured.broker.connection);
  environment = {
    COURANT_DEFINITION: await image.define({ generator: { rate: 500 } }),
    COURANT_BOOTSTRAP_SERVERS: secured.secure.bootstrapServers.join(','),
    COURANT_TLS_CA: secured.caFile,
    COURANT_SASL_USERNAME: 'sensors-generator',
    COURANT_SASL_PASSWORD_FILE: await image.file('password', 'secret\n'),
    COURANT_SITE: 'sensors-generator-7f9c',
  };
}, 120_000);

afterAll(async () => {
  await image.remove();
  await kafka.close();
  await secured.remove();
});

async function written(): Promise<number> {
  const offsets = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  return offsets.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Value of a metric without labels. */
function metric(text: string, name: string): number {
  const value = new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
  return Number(value ?? Number.NaN);
}

describe('a container', () => {
  it('is refused with all problems of its environment at once: exit 2', async () => {
    const container = image.run({
      COURANT_BOOTSTRAP_SERVERS: 'kafka',
      COURANT_SASL_USERNAME: 'sensors-generator',
      COURANT_HTTP_PORT: '80800',
    });
    expect(await container.ended()).toBe(2);
    expect(container.stderr).toContain('COURANT_CONFIG_INVALID: the environment has 5 problems');
    expect(container.stderr).toContain('COURANT_BOOTSTRAP_SERVERS: "kafka" is not host:port');
    expect(container.stderr).toContain('COURANT_SASL_PASSWORD_FILE: it is missing');
  });

  it('names the file that is not mounted, never a password', async () => {
    const container = image.run({ ...environment, COURANT_SASL_PASSWORD_FILE: '/mnt/nowhere' });
    expect(await container.ended()).toBe(2);
    expect(container.stderr).toContain('"/mnt/nowhere" cannot be read');
    expect(container.stderr).toContain('COURANT_SASL_PASSWORD_FILE names it');
    expect(container.stderr).not.toContain('secret');
  });

  it('tells with NODE_DEBUG how it logs in, on stderr, and never its password', async () => {
    const container = image.run({ ...environment, NODE_DEBUG: 'courant:kafka' });
    await container.logged('waiting');
    await container.stop();
    expect(container.stderr).toMatch(/COURANT:KAFKA \d+: .* SASL SCRAM SHA512 .* successful/);
    expect(container.stderr).not.toContain('secret');
  });

  it('waits for its topic, delivers, tells how far it is, and ends on SIGTERM with nothing open', async () => {
    const container = image.run(environment);
    await container.logged('waiting');
    expect(await container.get('/livez')).toMatchObject({ status: 200 });
    expect(await container.get('/readyz')).toEqual({
      status: 503,
      body: 'no reading was acknowledged yet\n',
    });
    await kafka.declare(
      [topicNames.readings, topicNames.progress].map((name) => ({
        name,
        partitions: 2,
        replicationFactor: 1,
        config: {},
      })),
    );
    await container.answers('/readyz', 200);
    const { body } = await container.get('/metrics');
    expect(metric(body, 'courant_generator_readings_acknowledged_total')).toBeGreaterThan(0);
    expect(metric(body, 'courant_generator_asked_readings_per_second')).toBe(500);
    expect(metric(body, 'courant_generator_achieved_readings_per_second')).toBeGreaterThan(0);
    expect(metric(body, 'courant_generator_readings_unknown_total')).toBe(0);
    expect(metric(body, 'process_start_time_seconds')).toBeGreaterThan(0);

    expect(await container.stop()).toBe(0);
    const stopped = await container.logged('stopped');
    expect(stopped).toMatchObject({ failed: 0, unsent: 0, unknown: 0 });
    expect(await written()).toBe(stopped.acknowledged);
    expect(container.lines.find(({ event }) => event === 'started')).toMatchObject({
      site: 'sensors-generator-7f9c',
    });
    expect(container.stderr).toBe('');
  });

  it('is not ready while its broker is away, but lives, and is ready again after it', async () => {
    const container = image.run(environment);
    await container.answers('/readyz', 200);
    await secured.broker.kill();
    const reason = await container.answers('/readyz', 503);
    expect(reason).toMatch(/^the broker does not answer: /);
    expect(await container.get('/livez')).toMatchObject({ status: 200 });
    await secured.broker.start();
    await container.answers('/readyz', 200);
    expect(await container.stop()).toBe(0);
  });

  it('stays after a source that ended: it would be started again, and send all of it once more', async () => {
    const before = await written();
    await image.file('rows.csv', 'sensor,value\na,1\nb,2\n');
    const definition = await image.define({
      generator: { source: { type: 'replay', files: 'rows.csv', sensor: 'sensor', speed: 'max' } },
    });
    const container = image.run({ ...environment, COURANT_DEFINITION: definition });
    await container.logged('source_ended');
    expect(await container.get('/readyz')).toMatchObject({ status: 200 });
    expect(await container.stop()).toBe(0);
    expect((await written()) - before).toBe(2);
  });
});
