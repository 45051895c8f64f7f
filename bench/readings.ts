/**
 * `npm run bench:readings -- [--rounds 7] [--sensors 100,100000]`: random readings written as records into the buffers
 * of batches, and nothing else: no compression, no checksum, no sending. Beside it, in the same run, objects and
 * JSON.stringify. Readings are told by the second of CPU time, so that other work on the machine takes nothing away
 * but what it does to the caches. Prints a JSON line a measurement, then medians.
 */
import { resolveChain } from '../chain/chain.ts';
import { number } from '../chain/words/counted.ts';
import { OpenBatch } from '../generator/batch/openBatch.ts';
import type { BatchTarget } from '../generator/batch/target.ts';
import { tuneEngine } from '../generator/engine.ts';
import { randomSensors } from '../generator/sensors/sensors.ts';
import { cpuSecondsSince, median, printFigures, round, table } from './figures.ts';
import { options } from './options.ts';
import { benchSite, plainProducer, plainReading } from './produce/plainReading.ts';

const { values } = options({ rounds: 7, sensors: '100,100000' });
tuneEngine();
const partitions = 4;
const batchBytes = 2 ** 19;
/** Readings between two looks at the clock: as many as the generator takes a turn. */
const atOnce = 5_000;
const spanMs = 1_000;

interface Way {
  readonly name: string;
  /** Makes so many readings. */
  make(count: number): void;
}

/** A batch that is full is emptied. */
class Dropping implements BatchTarget {
  readonly partitions = partitions;
  readonly hasRoom = true;
  readonly #batches = Array.from({ length: partitions }, () => new OpenBatch(batchBytes));
  readonly #seqs = new Array<number>(partitions).fill(0);
  readonly #nowMs = Date.now();

  open(partition: number, bytes: number): OpenBatch {
    const batch = this.#batches[partition];
    if (batch === undefined) throw new RangeError(`no partition ${partition}`);
    if (!batch.fits(bytes)) batch.clear();
    batch.stamp(this.#nowMs);
    return batch;
  }

  giveSeq(partition: number): number {
    const seq = this.#seqs[partition] ?? 0;
    this.#seqs[partition] = seq + 1;
    return seq;
  }
}

function records(sensors: number): Way {
  const { generator } = resolveChain(
    { name: 'bench', generator: { source: { type: 'random', sensors } } },
    'bench/readings.ts',
  );
  if (generator.source.type !== 'random') throw new Error('these are random sensors');
  const source = randomSensors({
    source: generator.source,
    seed: generator.seed,
    site: benchSite,
    producer: plainProducer,
    partitions,
    startMs: Date.now(),
    // What `rate: max` runs with: event time is the clock.
    load: undefined,
  });
  const target = new Dropping();
  const name = `records, ${number(sensors)} sensors`;
  return { name, make: (count) => void source.write(target, count) };
}

function objects(): Way {
  let index = 0;
  let bytes = 0;
  const make = (count: number): void => {
    const startMs = Date.now();
    for (let more = count; more > 0; more -= 1) {
      index += 1;
      bytes += Buffer.from(JSON.stringify(plainReading(index, startMs + index))).length;
    }
    if (bytes === 0) throw new Error('nothing was made');
  };
  return { name: 'objects, JSON.stringify', make };
}

function measure({ make }: Way) {
  const before = process.cpuUsage();
  const began = performance.now();
  let made = 0;
  while (performance.now() - began < spanMs) {
    make(atOnce);
    made += atOnce;
  }
  const cpuSeconds = cpuSecondsSince(before);
  return {
    readingsPerCpuSecond: Math.round(made / cpuSeconds),
    nanosecondsAReading: round((cpuSeconds * 1e9) / made, 1),
    readingsPerSecond: Math.round(made / ((performance.now() - began) / 1_000)),
  };
}

const ways = [...values.sensors.split(',').map((sensors) => records(Number(sensors))), objects()];
const seen = new Map<string, ReturnType<typeof measure>[]>(ways.map(({ name }) => [name, []]));
// The first round warms the compilers.
for (let index = -1; index < values.rounds; index += 1) {
  for (const way of ways) {
    const figures = measure(way);
    if (index < 0) continue;
    seen.get(way.name)?.push(figures);
    printFigures('readings', { round: index, name: way.name, ...figures });
  }
}

const rows = [...seen].map(([name, figures]) => [
  name,
  median(figures, (one) => one.readingsPerCpuSecond),
  median(figures, (one) => one.nanosecondsAReading),
  median(figures, (one) => one.readingsPerSecond),
]);
console.log(table(['what', 'readings a core second', 'ns a reading', 'readings/s'], rows));
