/** The start of a generator: its source is looked at before the broker is there, and opened once. */
import { writeFile } from 'node:fs/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { Merge } from '../../generator/replay/merge.ts';
import { survey } from '../../generator/replay/survey.ts';
import { start, useGenerator } from './useGenerator.ts';

vi.mock('../../generator/replay/survey.ts', { spy: true });
vi.mock('../../generator/replay/merge.ts', { spy: true });

const bench = useGenerator();
beforeEach(async () => {
  vi.clearAllMocks();
  await bench.traces.clear([], 1);
});

/** Replays three rows in a folder of the broker's. */
async function replay(name: string, rows: string, connection = bench.broker.connection) {
  const { folder } = bench.broker;
  await writeFile(`${folder}/${name}.csv`, rows);
  const source = { type: 'replay', files: `${name}.csv`, sensor: 'id', speed: 'max' };
  return start(connection, { source }, { folder, name });
}

const nobody = { bootstrapServers: ['127.0.0.1:9'] };

it('tells what is wrong with a file at once, without a broker', async () => {
  const run = await replay('wrong', 'name\na\n', nobody);
  await expect(run.summary).rejects.toMatchObject({ code: 'COURANT_REPLAY_INVALID' });
  expect(run.events.map(({ event }) => event)).toEqual(['note']);
});

it('looks at the files once, though the broker comes later, and opens them then', async () => {
  const connection = { ...bench.broker.connection };
  const run = await replay('once', 'id\na\nb\nc\n', Object.assign(connection, nobody));
  await run.event('broker_unreachable');
  expect(survey).toHaveBeenCalledOnce();
  expect(Merge).not.toHaveBeenCalled();
  Object.assign(connection, bench.broker.connection);
  expect(await run.summary).toMatchObject({ acknowledged: 3 });
  expect(survey).toHaveBeenCalledOnce();
  expect(Merge).toHaveBeenCalledOnce();
});

it('looks at the files once, and opens them once, where it goes on under a name', async () => {
  await (
    await replay('again', 'id\na\nb\nc\n')
  ).summary;
  vi.clearAllMocks();
  const run = await replay('again', 'id\na\nb\nc\nd\n');
  expect(await run.summary).toMatchObject({ acknowledged: 1 });
  expect(survey).toHaveBeenCalledOnce();
  expect(Merge).toHaveBeenCalledOnce();
});
