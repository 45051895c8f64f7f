/** What the generator asks of a broker, the sink of `bench:produce` answers. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

it.each(['batch', 'stock'])('the sink is produced to by the encoder %s', async (encoder) => {
  const sink = execa(process.execPath, [file('bench/run.mjs'), 'sink'], { reject: false });
  try {
    const lines = sink.iterable();
    const first = JSON.parse((await lines.next()).value as string) as { sink: string };
    const sent = ['--count', '1000', '--rate', 'max', '--bootstrap-servers', first.sink];
    await execa(process.execPath, [
      file('bin/courant.mjs'),
      'generate',
      '--encoder',
      encoder,
      ...sent,
    ]);
    expect(JSON.parse((await lines.next()).value as string)).toMatchObject({ records: 1_000 });
  } finally {
    sink.kill();
    await sink;
  }
});
