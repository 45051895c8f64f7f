/** The source that a definition names. */
import type { ChainDefinition } from '../chain/chain.ts';
import { Feed } from './source/feed.ts';
import type { TruthLog } from './faults/truthLog.ts';
import type { GenerateOptions, GeneratorIo } from './generate.ts';
import { ReadingIntake, RecordIntake } from './source/intake.ts';
import type { Intake, ReadingSink, RecordSink } from './source/intake.ts';
import { loadOf } from './pace/load.ts';
import type { Load } from './pace/load.ts';
import { RandomSensors } from './sensors/sensors.ts';
import type { BadRow } from './source/source.ts';
import type { Standing } from './source/resumePoint.ts';

/** Bad rows that are shown one by one; the others are only counted. */
const mostShown = 20;

/** Where readings go. */
export interface Destination {
  readonly sink: RecordSink & ReadingSink;
  readonly producer: string;
  /** Where faults are noted. Default: nowhere. */
  readonly truth?: TruthLog;
}

/** A source that can be read; where its readings go is told once the broker is there. */
export interface OpenSource {
  /** Bad rows so far. */
  readonly badRows: number;
  /** When the source's time begins, ms since the epoch. */
  readonly startMs: number;
  /** Readings as objects, in a replay. */
  readonly feed?: Feed;
  /** To be called once. */
  intake(to: Destination): Intake;
  close(): Promise<void>;
}

/**
 * @param startMs when the run starts, in ms since the epoch
 * @param standing where an earlier run of the producer ended
 * @throws CourantError COURANT_REPLAY_INVALID
 */
export function openSource(
  options: GenerateOptions,
  startMs: number,
  say: GeneratorIo['say'],
  standing?: Standing,
): Promise<OpenSource> {
  const { source } = options.chain.generator;
  return source.type === 'random'
    ? Promise.resolve(openRandom(options, startMs, standing))
    : openReplay(options, startMs, { say, standing });
}

function openRandom(
  { chain, site }: GenerateOptions,
  now: number,
  standing: Standing | undefined,
): OpenSource {
  const { source, seed, faults } = chain.generator;
  if (source.type !== 'random') throw new TypeError(source.type);
  const load = eventLoad(chain);
  const startMs = source.start === undefined ? now : Date.parse(source.start);
  const common = {
    source,
    seed,
    site,
    faults,
    load,
    startMs,
    count: readingsInAll(chain),
    standing,
  };
  return {
    badRows: 0,
    startMs: standing?.startMs ?? startMs,
    intake: ({ sink, producer, truth }) => {
      const { partitions } = sink;
      return new RecordIntake(new RandomSensors({ ...common, producer, partitions, truth }), sink);
    },
    close: () => Promise.resolve(),
  };
}

async function openReplay(
  { chain, folder }: GenerateOptions,
  now: number,
  { say, standing }: { say: GeneratorIo['say']; standing: Standing | undefined },
): Promise<OpenSource> {
  const { source, count } = chain.generator;
  if (source.type !== 'replay') throw new TypeError(source.type);
  const { openReplay: open } = await import('./replay/replay.ts');
  const startMs = standing?.startMs ?? now;
  const onNote = (text: string) => {
    say({ level: 'info', event: 'note', text });
  };
  const skip = standing?.position ?? 0;
  const replay = await open(source, { folder, startMs, skip, onBadRow: badRowTeller(say), onNote });
  const feed = new Feed(replay);
  return {
    get badRows() {
      return replay.badRows;
    },
    startMs,
    feed,
    intake: ({ sink }) => new ReadingIntake(feed, sink, { count, standing }),
    close: () => replay.close(),
  };
}

function badRowTeller(say: GeneratorIo['say']): (row: BadRow) => void {
  let shown = 0;
  return (row) => {
    shown += 1;
    if (shown <= mostShown) say({ level: 'warn', event: 'bad_row', ...row });
    else if (shown === mostShown + 1) {
      say({ level: 'warn', event: 'bad_rows_not_shown', after: mostShown });
    }
  };
}

/** Event time of `max` with a start passes as if at the highest rate that can be asked for. */
const nominalOfMax = 1_000_000;

/** By which event time of random sensors passes; `undefined`: it is the clock as a reading is made. */
function eventLoad({ generator }: ChainDefinition): Load | undefined {
  const { source, rate, load } = generator;
  if (rate !== 'max') return loadOf(load, rate);
  const hasStart = source.type === 'random' && source.start !== undefined;
  return hasStart ? loadOf({ shape: 'constant' }, nominalOfMax) : undefined;
}

/** Event time of a random source's position, in ms after its start; 0 where it is the clock. */
export function offsetMsOf(chain: ChainDefinition, position: number): number {
  return eventLoad(chain)?.timeOf(position) ?? 0;
}

/** What the pace follows; `undefined`: nothing, all goes as fast as possible. */
export function paceOf({ generator }: ChainDefinition): Load | undefined {
  const { source, rate, load } = generator;
  // Each row of such a replay is due at its own time.
  if (source.type === 'replay' && source.time !== undefined)
    return loadOf({ shape: 'constant' }, 1);
  return rate === 'max' ? undefined : loadOf(load, rate);
}

/** How many random readings there are in all: as many as were asked for, or as many as a bounded load has. */
function readingsInAll(chain: ChainDefinition): number {
  const { count = Number.POSITIVE_INFINITY } = chain.generator;
  const load = paceOf(chain);
  if (load === undefined || load.endMs === Number.POSITIVE_INFINITY) return count;
  return Math.min(count, Math.floor(load.dueBy(load.endMs) + 1e-6));
}

/** Readings a second that are asked for at first; `null` where the files say when, or all go as fast as possible. */
export function askedPerSecond({ chain }: GenerateOptions): number | null {
  return isByRate(chain) ? rounded(paceOf(chain)?.rateAt(0) ?? null) : null;
}

/** Whether a rate says when readings are due. */
export function isByRate({ generator: { source, rate } }: ChainDefinition): boolean {
  const isPaced = source.type === 'random' || (source.time === undefined && source.speed !== 'max');
  return isPaced && rate !== 'max';
}

/** To a tenth. */
export function rounded(rate: number | null): number | null {
  return rate === null ? null : Math.round(rate * 10) / 10;
}
