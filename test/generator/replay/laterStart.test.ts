/** Files that were looked at before the run could start. */
import { expect, it } from 'vitest';
import { surveyReplay } from '../../../generator/replay/replay.ts';
import { replaySource, startMs, useFiles } from './useFiles.ts';

const files = useFiles();
const dayMs = 86_400_000;

it('are read as of the start: clock times are of its day, in their zone', async () => {
  await files.write('tap.csv', 'clock,litres\n23:40,4\n00:10,7\n');
  const source = replaySource({
    files: 'tap.csv',
    time: 'clock',
    timeFormat: 'HH:mm',
    timeZone: 'Asia/Tokyo',
    eventTime: 'original',
  });
  const notes: string[] = [];
  const onNote = (text: string) => notes.push(text);
  const { folder } = files;
  // 21:00 in Tokyo; four hours later it is the next day there, though not in UTC.
  for (const [laterMs, day] of [
    [3_600_000, 0],
    [4 * 3_600_000, 1],
    [3 * dayMs, 3],
  ] as const) {
    const surveyed = await surveyReplay(source, { folder, startMs, onNote, onBadRow: () => 0 });
    const replay = await surveyed.open(startMs + laterMs);
    const readings = await replay.next(10);
    await replay.close();
    const first = Date.UTC(2026, 2, 1 + day, 14, 40);
    expect(readings.map(({ eventTimeMs }) => eventTimeMs)).toEqual([first, first + 1_800_000]);
  }
  expect(new Set(notes).size).toBe(notes.length / 3);
});
