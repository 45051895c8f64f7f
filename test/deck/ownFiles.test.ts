import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareFolder, writeFiles } from '../../deck/files/ownFiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const one = Buffer.from('one');
const two = Buffer.from('two');
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

test('what was written before and not touched is replaced', async () => {
  expect(await writeFiles(folder, [['report.html', one]])).toEqual(['report.html']);
  expect(await writeFiles(folder, [['report.html', two]])).toEqual(['report.html']);
  expect(await text('report.html')).toBe('two');
});

test('a file of somebody else stays, and the report gets another name', async () => {
  await writeFile(join(folder, 'report.html'), 'mine');
  expect(await writeFiles(folder, [['report.html', one]])).toEqual(['report-2.html']);
  expect(await text('report.html')).toBe('mine');
  expect(await writeFiles(folder, [['report.html', two]])).toEqual(['report-2.html']);
  expect(await text('report-2.html')).toBe('two');
});

test('a report that was edited since is somebody else’s', async () => {
  await writeFiles(folder, [['report.pptx', one]]);
  await writeFile(join(folder, 'report.pptx'), 'edited');
  expect(await writeFiles(folder, [['report.pptx', two]])).toEqual(['report-2.pptx']);
  expect(await text('report.pptx')).toBe('edited');
});

test('a file where the folder should be is refused before anything is done', async () => {
  await writeFile(join(folder, 'report'), '');
  await expect(prepareFolder(join(folder, 'report'), 'report')).rejects.toMatchObject({
    code: 'COURANT_USAGE',
  });
});
