/** A replay that goes on after the readings of an earlier run. */
import { expect, it } from 'vitest';
import { readAll, useFiles } from './useFiles.ts';

const files = useFiles();

it('goes on after any reading: the same rows, the same times, the first one due at once', async () => {
  for (const name of ['a', 'b', 'c']) {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const at = new Date(Date.UTC(2020, 0, 1) + i * 1_000 * name.charCodeAt(0)).toISOString();
      return i % 9 === 8 ? `${name},never,${i}` : `${name},${at},${i}`;
    });
    await files.write(`set/${name}.csv`, ['sensor,time,value', ...rows, ''].join('\n'));
  }
  const fields = { files: 'set', sensor: 'sensor', time: 'time', value: 'value', speed: 10 };
  for (const loop of [false, true]) {
    const whole = await readAll(files, { ...fields, loop }, { most: 300 });
    for (const skip of [1, 17, whole.all.length - 1]) {
      const most = whole.all.length - skip;
      const rest = await readAll(files, { ...fields, loop }, { most, skip });
      expect(rest.readings).toEqual(whole.readings.slice(skip));
      const beforeMs = whole.all[skip - 1]!.dueMs!;
      const due = whole.all.slice(skip).map(({ dueMs }) => dueMs! - beforeMs);
      rest.all.forEach(({ dueMs }, i) => expect(dueMs).toBeCloseTo(due[i]!, 3));
    }
  }
});
