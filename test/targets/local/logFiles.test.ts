import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastComplaint, LogReader } from '../../../targets/local/logFiles.ts';
import { makeFolder } from '../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let log: string;
beforeEach(async () => {
  folder = await makeFolder();
  log = join(folder.path, 'spark.log');
});
afterEach(() => folder.dispose());

test('the last words of a program that printed its error are that error', async () => {
  await writeFile(log, 'started\nerror COURANT_X: no topic\n  topics: a\n  → make one\n');
  expect(await lastComplaint(log)).toBe('error COURANT_X: no topic');
});

test('of a Java stack the exception is told, not its frames', async () => {
  const stack =
    'java.io.IOException: No space left on device\n\tat a.B.c(B.java:1)\n\t... 3 more\n';
  await writeFile(log, `WARN something\n${stack}`);
  expect(await lastComplaint(log)).toBe('java.io.IOException: No space left on device');
});

test('a log that grows is read on line by line, also after it was put aside', async () => {
  await writeFile(log, 'one\ntw');
  const reader = new LogReader(log, 0);
  expect(await reader.read()).toEqual(['one']);
  await writeFile(log, 'one\ntwo\nthree\n');
  expect(await reader.read()).toEqual(['two', 'three']);
  expect(await reader.read()).toEqual([]);
  await writeFile(log, 'anew\n');
  expect(await reader.read()).toEqual(['anew']);
});
