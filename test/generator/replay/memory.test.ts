/** Memory stays flat: a file larger than all memory that the process is given. */
import { open as openFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { useFiles } from './useFiles.ts';

const root = new URL('../../..', import.meta.url).pathname;
const files = useFiles();
const rows = 16_384;
const heapMiB = 48;

/** 64 MiB and more; each row has 4 KiB. */
async function write(name: string, row: (index: number) => string, [before, after] = ['', '']) {
  const file = await openFile(await files.write(name, before), 'a');
  for (let index = 0; index < rows; index += 1_024) {
    await file.write(Array.from({ length: 1_024 }, (_, more) => row(index + more)).join(''));
  }
  await file.write(after);
  await file.close();
}

async function replayed(name: string, ...flags: string[]) {
  const args = [
    `--max-old-space-size=${heapMiB}`,
    `${root}bin/courant.mjs`,
    'generate',
    '--stdout',
  ];
  const { exitCode, stderr } = await execa(
    process.execPath,
    [...args, '--file', name, '--time-column', 'at', '--time-format', 'epoch_s', ...flags],
    { cwd: files.folder, stdin: 'ignore', stdout: 'ignore', reject: false },
  );
  if (exitCode !== 0) return { exitCode, stderr };
  return { exitCode, ...(JSON.parse(stderr.split('\n').at(-1)!) as object) };
}

const text = 'x'.repeat(4_096);

it.each<[kind: string, row: (index: number) => string, around: [string, string]]>([
  ['csv', (index) => `${index},"${text}"\n`, ['at,x\n', '']],
  ['ndjson', (index) => `{"at":${index},"x":"${text}"}\n`, ['', '']],
  ['json', (index) => `${index === 0 ? '' : ','}{"at":${index},"x":"${text}"}`, ['[', ']\n']],
])(`64 MiB of %s in ${heapMiB} MiB`, async (kind, row, around) => {
  await write(`large.${kind}`, row, around);
  expect(await replayed(`large.${kind}`, '--speed', 'max')).toMatchObject({
    exitCode: 0,
    acknowledged: rows,
    badRows: 0,
  });
});

it('64 MiB behind a quote that is never closed, in 48 MiB', async () => {
  await write('quote.csv', (index) => `${index},${text}\n`, ['at,x\n1,"', '']);
  expect(await replayed('quote.csv', '--speed', 'max')).toMatchObject({
    exitCode: 0,
    acknowledged: rows - 1,
    badRows: 1,
  });
});
