/** TLS and SCRAM-SHA-512, as on Kubernetes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { openKafka } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import { openProgressWriter } from '../../kafka/progressWriter.ts';
import { topicNames } from '../../chain/names.ts';
import { startSecureBroker } from '../support/secureBroker.ts';
import type { SecureBroker } from '../support/secureBroker.ts';
import { ledger } from '../support/law.ts';

let started: SecureBroker;
let secure: KafkaConnection;

beforeAll(async () => {
  started = await startSecureBroker({ username: 'alice', password: 'secret' });
  secure = started.secure;
}, 120_000);

afterAll(async () => {
  await started.remove();
});

describe('a broker that asks for TLS and a password', () => {
  it('is read and written with both', async () => {
    const kafka = await openKafka(secure);
    await kafka.declare([
      { name: topicNames.progress, partitions: 1, replicationFactor: 1, config: {} },
    ]);
    const writer = await openProgressWriter(secure);
    await writer.write([ledger()]);
    await writer.close();
    expect((await readProgress(kafka)).generators).toHaveLength(1);
    await kafka.close();
  });

  it('refuses a wrong password: denied', async () => {
    const sasl = { username: 'alice', password: 'guessed' };
    await expect(openKafka({ ...secure, sasl })).rejects.toMatchObject({
      code: 'COURANT_KAFKA_DENIED',
    });
  });

  it('is not trusted without its authority: unreachable, with the reason', async () => {
    const other: KafkaConnection = { ...secure, tls: { ca: '' } };
    await expect(openKafka(other)).rejects.toMatchObject({
      code: 'COURANT_KAFKA_UNREACHABLE',
      details: [expect.stringMatching(/self.signed/i)],
    });
  });
});
