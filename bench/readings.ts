/**
 * `npm run bench:readings -- [--rounds 7] [--sensors 100,100000]`: random readings, and events of fields, written as
 * records into the buffers of batches, and nothing else: no compression, no checksum, no sending. Beside it, in the same
 * run, objects and JSON.stringify. Readings are told by the second of CPU time, so that other work on the machine takes nothing away
 * but what it does to the caches. Prints a JSON line a measurement, then medians.
 */
import { resolveChain } from '../chain/chain.ts';
import type { ChainDefinition } from '../chain/chain.ts';
import { number } from '../chain/words/counted.ts';
import { OpenBatch } from '../generator/batch/openBatch.ts';
import type { BatchTarget } from '../generator/batch/target.ts';
import { tuneEngine } from '../generator/engine.ts';
import { randomRecords } from '../generator/records/records.ts';
import { randomSensors } from '../generator/sensors/sensors.ts';
import type { RecordSource } from '../generator/source/source.ts';
import { cpuSecondsSince, median, printFigures, round, table } from './figures.ts';
import { options } from './options.ts';
import { eventsOfASize, eventsOfEveryKind } from './produce/events.ts';
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
  /** Bytes of a record so far; `null`: nothing was written as one. */
  bytesARecord?(): number;
}

/** A batch that is full is emptied. */
class Dropping implements BatchTarget {
  readonly partitions = partitions;
  readonly hasRoom = true;
  readonly #batches = Array.from({ length: partitions }, () => new OpenBatch(batchBytes));
  readonly #seqs = new Array<number>(partitions).fill(0);
  readonly #nowMs = Date.now();
  #dropped = { bytes: 0, records: 0 };

  open(partition: number, bytes: number): OpenBatch {
    const batch = this.#batches[partition];
    if (batch === undefined) throw new RangeError(`no partition ${partition}`);
    if (!batch.fits(bytes)) this.#drop(batch);
    batch.stamp(this.#nowMs);
    return batch;
  }

  get bytesARecord(): number {
    return this.#dropped.bytes / this.#dropped.records;
  }

  #drop(batch: OpenBatch): void {
    this.#dropped.bytes += batch.at;
    this.#dropped.records += batch.count;
    batch.clear();
  }

  giveSeq(partition: number): number {
    const seq = this.#seqs[partition] ?? 0;
    this.#seqs[partition] = seq + 1;
    return seq;
  }
}

function records(name: string, written: object): Way {
  const { generator } = resolveChain(
    { name: 'bench', generator: { source: written } },
    'bench/readings.ts',
  );
  const source = opened(generator);
  const target = new Dropping();
  const make = (count: number): void => void source.write(target, count);
  return { name, make, bytesARecord: () => target.bytesARecord };
}

function opened({ source, seed }: ChainDefinition['generator']): RecordSource {
  if (source.type === 'replay' || source.type === 'sse') throw new Error('it is read, not made');
  const options = {
    seed,
    site: benchSite,
    producer: plainProducer,
    partitions,
    startMs: Date.now(),
    // What `rate: max` runs with: event time is the clock.
    load: undefined,
  };
  if (source.type === 'records') return randomRecords({ ...options, source });
  return randomSensors({ ...options, source });
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

function measure({ make, bytesARecord }: Way) {
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
    bytesARecord: bytesARecord === undefined ? null : round(bytesARecord(), 1),
    readingsPerSecond: Math.round(made / ((performance.now() - began) / 1_000)),
  };
}

const ways = [
  ...values.sensors.split(',').map((sensors) => {
    const source = { type: 'random', sensors: Number(sensors) };
    return records(`${number(source.sensors)} sensors`, source);
  }),
  records('events of such a size', eventsOfASize),
  records('events of every kind', eventsOfEveryKind),
  objects(),
];
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
  figures[0]?.bytesARecord ?? null,
]);
const head = ['what', 'readings a core second', 'ns a reading', 'readings/s', 'bytes a record'];
console.log(table(head, rows));
