/** Files through a real broker. */
import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import type { QueryProgress } from '../../../chain/progress.ts';
import type { Reading } from '../../../chain/reading.ts';
import { mostAheadMs } from '../../../generator/lanes/eventTimeGate.ts';
import type { TopicRecord } from '../../../kafka/client.ts';
import { openProgressWriter } from '../../../kafka/progressWriter.ts';
import { law, ledgers, start, useGenerator } from '../useGenerator.ts';
import { sensorsOf, useFiles } from './useFiles.ts';

/** Sensors that two partitions are given to. */
const [busy, rare] = sensorsOf(2);

const bench = useGenerator();
const files = useFiles();
beforeEach(() => bench.traces.clear([], 2));

function replay(fields: object) {
  const source = { type: 'replay', speed: 'max', ...fields };
  return start(bench.broker.connection, { source }, { folder: files.folder });
}

async function records(): Promise<TopicRecord[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const all: TopicRecord[] = [];
  for await (const block of kafka.read(topicNames.readings, ranges)) all.push(...block);
  return all;
}

it('cells that are no numbers, and warnings, are published with the account, also by who goes on', async () => {
  const rows = ['a,2020-01-03,NA', 'a,2020-01-02,1', 'a,2020-01-03,off', 'a,2020-01-04,2'];
  await writeFile(`${files.folder}/cells.csv`, `id,at,v\n${rows.join('\n')}\n`);
  const source = { type: 'replay', speed: 'max', files: 'cells.csv', sensor: 'id', time: 'at' };
  const { connection } = bench.broker;
  const cells = [{ column: 'v', numbers: 2, others: 2, example: 'NA' }];
  for (const isFirst of [true, false]) {
    const options = { folder: files.folder, name: 'cells', isSole: true };
    const run = start(connection, { source }, isFirst ? { ...options, count: 2 } : options);
    expect(await run.summary).toMatchObject({ acknowledged: 2, cells });
    const [report] = await ledgers(bench.traces.kafka);
    expect(report?.cells).toEqual(cells);
    expect(report?.warnings?.join('')).toContain('not in the order of their time');
  }
});

it('at max, two very unequal partitions: in the order of sending, nobody is more than 5 s ahead', async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => {
    const sensor = index % 1_000 === 0 ? rare : busy;
    return `${sensor},${Date.UTC(2010, 0, 1) + index * 50},${index}`;
  });
  await writeFile(`${files.folder}/unequal.csv`, `id,at,n\n${rows.join('\n')}\n`);
  const fields = {
    files: 'unequal.csv',
    sensor: 'id',
    time: 'at',
    timeFormat: 'epoch_ms',
    value: 'n',
  };
  const summary = await replay({ ...fields, eventTime: 'original' }).summary;
  expect(summary).toMatchObject({
    acknowledged: 30_000,
    failed: 0,
    unknown: 0,
    badRows: 0,
    askedPerSecond: null,
  });
  const sent = (await records()).map(({ partition, timestampMs, value }) => {
    const { event_time } = JSON.parse(value!.toString()) as Reading;
    return { partition, timestampMs, eventTimeMs: Date.parse(event_time) };
  });
  expect(new Set(sent.map(({ partition }) => partition)).size).toBe(2);
  // What is sent in one ms may be in any order; what was sent before it may not be far ahead.
  const inOrder = sent.sort((a, b) => a.timestampMs - b.timestampMs);
  let [before, newest, at] = [-Infinity, -Infinity, 0];
  let furthestMs = 0;
  for (const { timestampMs, eventTimeMs } of inOrder) {
    if (timestampMs > at) before = newest;
    at = timestampMs;
    newest = Math.max(newest, eventTimeMs);
    furthestMs = Math.max(furthestMs, before - eventTimeMs);
  }
  expect(furthestMs).toBeLessThanOrEqual(mostAheadMs);
  expect(await law(bench.traces.kafka)).toMatchObject({
    ok: true,
    acknowledged: 30_000,
    inTopic: 30_000,
  });
});

it('bad rows are told, the first twenty one by one, and summed up in the log and in the ledger', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => (index % 4 === 3 ? 'x' : `a,${index}`));
  await writeFile(`${files.folder}/bad.csv`, `id,n\n${rows.join('\n')}\n`);
  const run = replay({ files: 'bad.csv', sensor: 'id' });
  expect(await run.summary).toMatchObject({ acknowledged: 75, badRows: 25 });
  const told = run.events.filter(({ event }) => event === 'bad_row');
  expect(told).toHaveLength(20);
  expect(told[0]).toMatchObject({
    file: 'bad.csv',
    line: 5,
    reason: '1 cell where the header has 2',
  });
  expect(run.events).toContainEqual(
    expect.objectContaining({ event: 'bad_rows_not_shown', after: 20 }),
  );
  expect(run.events.at(-1)).toMatchObject({ event: 'stopped', acknowledged: 75, badRows: 25 });
  for (const { badRows } of await ledgers(bench.traces.kafka)) expect(badRows).toBe(25);
});

describe('behind a watermark', () => {
  const query = (name: string, watermark: string | null): QueryProgress => ({
    type: 'query',
    query: name,
    state: 'running',
    fingerprint: null,
    plan: null,
    topic: topicNames.readings,
    offsets: {},
    otherOffsets: [],
    lastBatch: 3,
    rows: 10,
    valid: 10,
    dead: 0,
    filtered: null,
    outputRows: null,
    setAside: 0,
    watermark,
    newestTimestamp: null,
    lastBatchMs: null,
    restarts: 0,
    error: null,
    time: '2026-01-01T00:00:00.000Z',
  });

  beforeEach(async () => {
    await writeFile(
      `${files.folder}/old.csv`,
      'at,n\n2010-01-01T00:00:00Z,1\n2010-01-01T00:01:00Z,2\n',
    );
  });

  async function report(...queries: QueryProgress[]): Promise<void> {
    const writer = await openProgressWriter(bench.broker.connection);
    await writer.write(queries);
    await writer.close();
  }

  it('original times are refused with every query that is ahead, and nothing is sent', async () => {
    const now = new Date().toISOString();
    await report(
      query('sensor_stats', now),
      query('by_day', '2010-01-02T00:00:00.000Z'),
      query('early', '2009-01-01T00:00:00.000Z'),
      query('stateless', null),
    );
    const fields = { files: 'old.csv', time: 'at', eventTime: 'original' };
    await expect(replay(fields).summary).rejects.toMatchObject({
      code: 'COURANT_REPLAY_INVALID',
      exitCode: 2,
      message:
        'the replay begins at 2010-01-01T00:00:00.000Z, behind what has been counted already: its rows would be dropped as late',
      details: [
        'the watermark of "by_day" is 2010-01-02T00:00:00.000Z',
        `the watermark of "sensor_stats" is ${now}`,
        'after "courant reset by_day" it would come there again, with the readings that are kept',
      ],
      left: 'nothing was sent',
      hint: 'begin with an empty topic: courant down && courant up',
    });
    await expect(replay({ ...fields, speed: 1 }).summary).rejects.toMatchObject({
      hint: "begin with an empty topic: courant down && courant up; or set generator.source.eventTime to 'shifted'",
    });
    expect(await records()).toEqual([]);
  });

  it('a fast shifted replay begins in the past, and is refused there too', async () => {
    await report(query('sensor_stats', new Date().toISOString()));
    await expect(replay({ files: 'old.csv', time: 'at' }).summary).rejects.toMatchObject({
      hint: 'begin with an empty topic: courant down && courant up',
    });
  });

  it('is not refused ahead of it, nor without a time', async () => {
    await report(query('sensor_stats', '2009-12-31T00:00:00.000Z'));
    expect(
      await replay({ files: 'old.csv', time: 'at', eventTime: 'original' }).summary,
    ).toMatchObject({ acknowledged: 2 });
    await report(query('sensor_stats', new Date().toISOString()));
    expect(await replay({ files: 'old.csv' }).summary).toMatchObject({ acknowledged: 2 });
  });
});
