import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveLines } from '../../../cli/commands/run/liveScreen.ts';
import { openScreen } from '../../../cli/terminal/screen.ts';
import { Steps } from '../../../cli/terminal/steps.ts';
import { mapText, widthOf } from '../../../cli/terminal/text.ts';
import type { Text } from '../../../cli/terminal/text.ts';
import { JsonText } from '../../../chain/words/jsonText.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';
import { statusOf } from '../../page/state/chainStatus.ts';
import { FakeTerminal, outputTo } from '../../support/fakeTerminal.ts';

const status = statusOf({
  kafka: {
    state: 'running',
    bootstrapServers: ['127.0.0.1:9092'],
    topics: [{ name: 'sensor_stats', partitions: 4, records: 20, ratePerSecond: 100 }],
  },
  queries: [],
  legs: [],
});
const rowOf = (key: string, value: unknown): TopicRow => ({
  topic: 'sensor_stats',
  partition: 0,
  offset: 0,
  timestamp: '2026-01-01T00:00:00.000Z',
  key,
  value: JsonText.of(JSON.stringify(value))!,
  headers: {},
});
const asTyped = (text: Text): Text => mapText(text, (written) => written.replace('cou', 'npx cou'));
const liveOf = (rows: readonly TopicRow[], width: number): Text[] =>
  liveLines({
    status,
    topic: 'sensor_stats',
    rows,
    name: 'sensors',
    page: null,
    age: '12 s',
    width,
    asTyped,
  });

async function drawn(columns: number, linesOf: (width: number) => Text[]): Promise<string[]> {
  const terminal = new FakeTerminal(columns);
  const output = outputTo({ stdout: new FakeTerminal(), stderr: terminal });
  const screen = (await openScreen(output, 'stderr'))!;
  screen.draw(linesOf(output.width('stderr')));
  screen.close();
  return terminal.lines;
}

const row = rowOf('sensor-00001', {
  window_start: '2026-01-01T00:00:00.000Z',
  window_end: '2026-01-01T00:00:05.000Z',
  n: 50,
  average: 20.123456,
  minimum: 18.5,
  maximum: 21.75,
});

test.each([40, 60, 80, 100, 120, 200])(
  'at %i columns the live screen has one line a row, its head included',
  async (columns) => {
    const lines = await drawn(columns, (width) => liveOf([row, row], width));
    expect(lines).toHaveLength(liveOf([row, row], columns).length);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    const head = lines.find((line) => line.startsWith('key'))!;
    expect(head).toMatch(/^key +window_start( |…|$)/);
  },
);

test.each([54, 80, 97, 98, 200])('at %i columns every command can be pasted', async (columns) => {
  const text = (await drawn(columns, (width) => liveOf([row], width))).join('\n');
  const commands = [
    'npx courant show sensor_stats -f',
    'npx courant scale 2',
    'npx courant verify',
  ];
  for (const command of commands) expect(text).toMatch(new RegExp(`${command}( ·|\n)`));
});

test('whatever the rows and the width, no line is wider than the terminal', async () => {
  const rows = fc.array(
    fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([key, value]) => rowOf(key, value)),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 21, max: 150 }), async (found, columns) => {
      const lines = await drawn(columns, (width) => liveOf(found, width));
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

test('a step that ended stands above those under way, which are cut to the terminal', async () => {
  const terminal = new FakeTerminal(40);
  const output = outputTo({ stdout: new FakeTerminal(), stderr: terminal });
  const steps = new Steps(output, await openScreen(output, 'stderr'));
  const kafka = steps.step('starting Kafka');
  const spark = steps.step('starting Spark');
  spark.progress('x'.repeat(100));
  kafka.done('at 127.0.0.1:9092');
  steps.note('a line worth keeping');
  steps.close();
  const lines = terminal.lines.map((line) => line.replace(/ +[\d.]+m?s/, ''));
  expect(lines.slice(0, 4)).toEqual([
    '✓ starting Kafka: at 127.0.0.1:9092',
    expect.stringMatching(/^⠋ starting Spark: x+…$/),
    'a line worth keeping',
    expect.stringMatching(/^⠋ starting Spark: x+…$/),
  ]);
  for (const line of terminal.lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test('without a terminal steps are lines, and progress seldom one', () => {
  const pipe = new FakeTerminal();
  const steps = new Steps(outputTo({ stdout: new FakeTerminal(), stderr: pipe }), undefined);
  const step = steps.step('proving');
  step.progress('half');
  step.failed('lost its way');
  steps.close();
  expect(pipe.lines).toEqual([expect.stringMatching(/^✗ proving: lost its way {2}[\d.]+m?s$/)]);
});
