/** Spark killed again and again: what it writes twice is known as the same row, whatever the query looks like. */
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress } from '../../chain/progress.ts';
import { ChainUnderTest } from './chain-under-test.ts';
import { RunnerUnderFire } from './runner-under-fire.ts';

const window = 'WATERMARK event_time DELAY OF INTERVAL 10 SECONDS';

/** Rows of these are told apart by what they are made of. */
const told = {
  named: `WITH t AS (SELECT sensor, kind, value FROM readings WHERE value > 20) SELECT sensor AS key, value FROM t`,
  listed: `SELECT r.sensor AS key, v.name FROM readings AS r
    JOIN (VALUES ('temperature', 'a'), ('temperature', 'b'), ('humidity', 'c')) AS v(kind, name) ON r.kind = v.kind`,
  by_kind: `SELECT kind AS key, window.start AS window_start, window.end AS window_end, count(*) AS n,
    avg(value) AS average FROM readings ${window} GROUP BY kind, window(event_time, '5 seconds')`,
  exploded: `SELECT sensor AS key, explode(array(value, value, -value)) AS x FROM readings WHERE kind = 'humidity'`,
  lucky: `SELECT sensor AS key, rand() AS r, uuid() AS u FROM readings WHERE kind = 'humidity'`,
  recent: `SELECT sensor AS key, event_time FROM readings WHERE event_time > now() - INTERVAL 2 SECONDS`,
};
/** Killed within a batch of each: one in real time, windows, several rows a reading, and one that reads the clock. */
const met = ['named', 'by_kind', 'exploded', 'recent'] as const;
/** Whose rows differ from one run of a batch to the next. */
const chance = `SELECT sensor AS key, value FROM readings WHERE rand() < 0.3`;
/** Reads its topic twice, with two positions. */
const pairs = `-- courant: output=append
SELECT a.sensor AS key, a.seq AS one, b.seq AS other FROM readings AS a JOIN readings AS b
ON a.sensor = b.sensor AND a.seq = b.seq AND a.producer = b.producer WHERE a.kind = 'humidity'`;
/** Reads its topic twice, as one source. */
const both = `SELECT sensor AS key, value FROM readings WHERE kind = 'humidity' UNION ALL SELECT kind, seq FROM readings WHERE kind = 'humidity'`;

let chain: ChainUnderTest;
let kafka: Kafka;
let runner: RunnerUnderFire;

beforeAll(async () => {
  const queries = { ...told, chance, pairs, both };
  chain = await ChainUnderTest.make(
    { name: 'repeated', generator: { rate: 200 } },
    Object.fromEntries(
      Object.entries(queries).map(([name, sql]) => [`spark/queries/${name}.sql`, sql]),
    ),
  );
  await chain.up();
  const { bootstrapServers } = (await chain.status()).kafka;
  kafka = new Kafka({ brokers: bootstrapServers, logLevel: logLevel.NOTHING });
  runner = await RunnerUnderFire.of(chain);
  await runner.untilBack(met);
});
afterAll(async () => {
  await runner.close();
  await chain.dispose();
});

async function reports(query: string): Promise<BatchProgress[]> {
  const found: BatchProgress[] = [];
  const consumer = kafka.consumer({ groupId: `test-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: topicNames.progress, fromBeginning: true });
  const admin = kafka.admin();
  await admin.connect();
  const [end] = await admin.fetchTopicOffsets(topicNames.progress);
  await admin.disconnect();
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        const isOurs = message.key?.toString().startsWith(`query/${query}/`) === true;
        if (isOurs && message.value !== null)
          found.push(JSON.parse(message.value.toString()) as BatchProgress);
        if (Number(message.offset) >= Number(end?.high) - 1) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return found;
}

const span = (ranges: BatchProgress['offsets']) =>
  Object.values(ranges).reduce((sum, { start, end }) => sum + end - start, 0);

test('four kills: rows are written again, and each is known as the same', async () => {
  for (const query of met) {
    await runner.killWithin([query]);
    await runner.untilBack(met);
  }
  const { result } = await chain.verify('--deep');
  const judged = result.queries.filter(({ name }) => name in told);
  expect(judged).toHaveLength(Object.keys(told).length);
  const names = [...Object.keys(told), 'chance'];
  const problems = result.problems.filter((problem) =>
    names.some((name) => problem.includes(`"${name}"`)),
  );
  expect(problems).toEqual([]);
  expect(result).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0 });
  for (const name of met) {
    const replayed = judged.find((query) => query.name === name)?.replayedRows;
    expect(replayed, name).toBeGreaterThan(0);
  }
}, 600_000);

test('a query of chance says that its rows cannot be told, and why', async () => {
  const { result } = await chain.verify();
  expect(result.queries.find(({ name }) => name === 'chance')).toMatchObject({
    plan: 'other',
    filtered: null,
    counted: null,
    reasons: { counted: expect.stringContaining('rand') as string },
  });
});

test.each([
  ['pairs', 2],
  ['both', 2],
])('%s tells each of its %i readings of the topic', async (query, readings) => {
  const batches = await reports(query);
  expect(batches.length).toBeGreaterThan(2);
  for (const { batch, offsets, otherOffsets, rows, valid, dead } of batches) {
    expect(otherOffsets).toHaveLength(readings - 1);
    const read = [offsets, ...otherOffsets].reduce((sum, ranges) => sum + span(ranges), 0);
    expect({ batch, rows }).toEqual({ batch, rows: read });
    expect(valid + dead).toBe(rows);
  }
});
