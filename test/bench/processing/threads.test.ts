import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ThreadClock } from '../../../bench/processing/threads.ts';
import { Child, cpuSeconds, temporaryFolder } from '../../../bench/processes.ts';

const busy = fileURLToPath(new URL('./Busy.java', import.meta.url));

async function untilSaid(java: Child, word: string): Promise<void> {
  while (!java.stdout.includes(word)) {
    if (java.isGone) throw new Error(java.lastWords);
    await pause(10);
  }
}

it.runIf(process.platform === 'linux')(
  'tells CPU time by what the threads of a Spark do, ended ones included',
  async () => {
    const end = join(temporaryFolder(), 'end');
    const java = new Child({ file: 'java', args: ['-XX:-UsePerfData', busy, end] });
    try {
      const clock = new ThreadClock(java.pid);
      await untilSaid(java, 'used');
      await clock.look();
      writeFileSync(end, '');
      await untilSaid(java, 'ended');
      const { driver, tasks, compiler, collector, other } = await clock.read();
      // The system counts in hundredths of a second.
      expect(tasks).toBeGreaterThan(0.27);
      expect(driver).toBeGreaterThan(0.07);
      expect(driver).toBeLessThan(tasks);
      expect(compiler).toBeGreaterThan(0);
      const all = driver + tasks + compiler + collector + other;
      expect(Math.abs(all - (await cpuSeconds(java.pid)))).toBeLessThan(0.5);
    } finally {
      await java.kill();
    }
  },
);
