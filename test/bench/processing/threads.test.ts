import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ThreadClock } from '../../../bench/processing/threads.ts';
import { Child, cpuSeconds } from '../../../bench/processes.ts';

const busy = fileURLToPath(new URL('./Busy.java', import.meta.url));

it.runIf(process.platform === 'linux')(
  'tells CPU time by what the threads of a Spark do, ended ones included',
  async () => {
    const java = new Child({ file: 'java', args: ['-XX:-UsePerfData', busy] });
    try {
      const clock = new ThreadClock(java.pid);
      while (!java.stdout.includes('burnt')) {
        if (java.isGone) throw new Error(java.lastWords);
        await clock.look();
        await pause(20);
      }
      const { driver, tasks, compiler, collector, other } = await clock.read();
      expect(tasks).toBeGreaterThan(0.2);
      expect(driver).toBeGreaterThan(0.05);
      expect(driver).toBeLessThan(tasks);
      expect(compiler).toBeGreaterThan(0);
      const all = driver + tasks + compiler + collector + other;
      expect(all).toBeCloseTo(await cpuSeconds(java.pid), 0);
    } finally {
      await java.kill();
    }
  },
);
