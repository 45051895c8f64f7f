/** An account that cannot be written is told of, and the run fails. */
import { ConfigResourceTypes } from 'kafkajs';
import { beforeEach, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { kafkaClient } from '../../../kafka/client.ts';
import { start, useGenerator } from '../useGenerator.ts';

const bench = useGenerator();

beforeEach(() => bench.traces.clear([], 2));

async function takeOnly(bytes: number): Promise<void> {
  const admin = kafkaClient(bench.broker.connection).admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topicNames.progress,
        configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
      },
    ],
  });
  await admin.disconnect();
}

it('ends with how much is unpublished', async () => {
  await takeOnly(100);
  const run = start(bench.broker.connection, { rate: 'max', count: 5_000 });
  await expect(run.summary).rejects.toMatchObject({
    code: 'COURANT_SEND_FAILED',
    message: 'the account of 5000 readings was not written to "courant.progress"',
  });
});

it('says so while it runs', async () => {
  await takeOnly(100);
  const run = start(bench.broker.connection, { rate: 100 });
  expect(await run.event('progress_not_written')).toMatchObject({
    level: 'warn',
    seen: expect.stringMatching(/larger than the max/),
  });
  run.stop.abort();
  await expect(run.summary).rejects.toMatchObject({ code: 'COURANT_SEND_FAILED' });
});
