/** The example wiki-edits: made-up edits, and the definition of the real feed on a server of our own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventServer, sending } from '../../generator/sse/eventServer.ts';
import type { EventServer } from '../../generator/sse/eventServer.ts';
import type { ChainUnderTest } from '../chain-under-test.ts';
import { WindowSums, drain, expectShown, makeExample, newestSums } from './example.ts';

interface Edit {
  readonly sensor: string;
  readonly event_time: string;
  readonly data: { readonly action: string; readonly bytes: number };
}

let chain: ChainUnderTest;

/** A window is told a moment after its events were read. */
const patience = { timeout: 60_000 };
const newest = () => newestSums(chain, 'bytes_by_user', 'changed');

describe('made-up edits', () => {
  beforeAll(async () => {
    ({ chain } = await makeExample('wiki-edits'));
    await chain.up();
    await drain(chain);
  });
  afterAll(() => chain.dispose());

  test('each window tells by how many bytes each user changed the wikis', async () => {
    const edits = (await chain.rows('readings')).map(({ value }) => value as Edit);
    const sums = new WindowSums();
    for (const { sensor, event_time: time, data } of edits) sums.add(sensor, time, data.bytes);
    await expect.poll(newest, patience).toEqual(sums.sorted);
    // What is undone is taken away, and a new page is never shorter than nothing.
    for (const { data } of edits) {
      if (data.action === 'undo') expect(data.bytes).toBeLessThanOrEqual(0);
      if (data.action === 'new') expect(data.bytes).toBeGreaterThan(0);
    }
  });

  test('the run is proven, and the pages show what is printed', async () => {
    for (const rows of ['bytes_by_user -n 5']) {
      const { stdout } = await chain.run('show', ...rows.split(' '));
      expectShown('wiki-edits', `npx courant show ${rows}`, stdout);
    }
    await chain.run('down', '--keep-data');
    const { code, stdout } = await chain.run('verify', '--deep');
    expect(stdout).toContain('✓ proven: nothing was lost');
    expect(code).toBe(0);
    expectShown('wiki-edits', 'npx courant verify --deep', stdout);
  });
});

describe('the real feed', () => {
  const url = 'https://stream.wikimedia.org/v2/stream/recentchange';
  const began = Date.parse('2026-03-01T12:00:00Z');
  const at = (seconds: number) => new Date(began + seconds * 1_000).toISOString();
  let server: EventServer;

  /** As the feed has them, with made-up content: fields that no query reads included. */
  const change = (id: number, fields: object) => {
    const { seconds, ...own } = { seconds: id, user: 'Ann', wiki: 'xxwiki', ...fields };
    const meta = { id: `change-${id}`, dt: at(seconds), domain: 'example.org', partition: 0 };
    return `id: [{"offset":${id}}]\nevent: message\ndata: ${JSON.stringify({ meta, id, ...own })}\n\n`;
  };

  beforeEach(async () => {
    server = await eventServer(
      sending(
        [
          change(0, { type: 'edit', length: { old: 100, new: 130 } }),
          change(1, { type: 'edit', length: { old: 130, new: 120 } }),
          change(2, { type: 'new', length: { new: 1_000 }, user: 'Bob' }),
          change(3, { type: 'log', log_type: 'delete' }),
          change(4, { type: 'categorize', title: 'x', user: 'Bob' }),
          change(6, { type: 'new', length: { old: null, new: 7 } }),
        ].join(''),
      ),
    );
    ({ chain } = await makeExample('wiki-edits'));
    const file = join(chain.folder, 'sse.config.ts');
    const definition = await readFile(file, 'utf8');
    expect(definition).toContain(`'${url}'`);
    await writeFile(file, definition.replace(url, server.url));
  });
  afterEach(async () => {
    await chain.dispose();
    await server.close();
  });

  test('edits and new pages are summed, and what has no length is left out', async () => {
    const config = ['--config', 'sse.config.ts'];
    await chain.json('up', '--detach', ...config);
    await chain.until('all events are read', ({ queries }) => queries[0]?.rowsRead === 6);
    await expect.poll(newest, patience).toEqual([
      [`Ann ${at(0)}`, 2, 20],
      [`Ann ${at(5)}`, 1, 7],
      [`Bob ${at(0)}`, 1, 1_000],
    ]);
    const { code, result } = await chain.verify(...config);
    expect(result.problems).toEqual([]);
    expect(code).toBe(0);
  });
});
