/** All lanes together: whatever batch a lane filled before, a record goes into one of its own partition. */
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { Lanes } from '../../../generator/lanes/lanes.ts';
import { systemClock } from '../../../generator/pace/clock.ts';
import { partitionOf } from '../../../kafka/partitioner.ts';
import { useGenerator } from '../useGenerator.ts';
import { writeReading } from '../writeReading.ts';

const bench = useGenerator();
const partitions = 3;
beforeEach(() => bench.traces.clear([], partitions));

/** A sensor of each partition. */
const sensors = Array.from({ length: partitions }, (_, partition) => {
  const names = Array.from({ length: 100 }, (__, i) => `s${i}`);
  return names.find((name) => partitionOf(Buffer.from(name), partitions) === partition) ?? '';
});

function openLanes(): Lanes {
  const nothing = () => undefined;
  return new Lanes({
    connection: bench.broker.connection,
    topic: topicNames.readings,
    partitions,
    deadlineMs: 60_000,
    clock: systemClock,
    report: {
      acknowledged: nothing,
      unknown: nothing,
      refused: nothing,
      fatal: nothing,
      oversized: nothing,
    },
  });
}

it('keeps partitions apart while batches are filled, sent and used again in any order', async () => {
  const lanes = openLanes();
  const rounds = 12;
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < partitions * 2; step++) {
      const sensor = sensors[(round + step) % partitions] ?? '';
      const reading = { sensor, event_time: new Date(round * 100).toISOString(), value: step };
      writeReading(lanes, reading, round * 100);
    }
    lanes.flush();
    while (lanes.waiting > 0) await pause(1);
  }
  await lanes.finish(pause(30_000));
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const found = sensors.map((): number[] => []);
  await kafka.scan(topicNames.readings, ranges, (record) => {
    expect(record.key?.toString()).toBe(sensors[record.partition]);
    found[record.partition]?.push(Number(record.headers()['seq']?.toString()));
  });
  const all = Array.from({ length: rounds * 2 }, (_, seq) => seq);
  expect(found).toEqual(sensors.map(() => all));
});
