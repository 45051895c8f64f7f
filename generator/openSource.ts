/** The source that a definition names: looked at first, then opened from where it goes on. */
import type { RandomSource, RecordsSource, ReplaySource } from '../chain/chain.ts';
import type { CellCounts } from '../chain/progress.ts';
import type { TruthLog } from './faults/truthLog.ts';
import type { GenerateOptions, GeneratorIo } from './options.ts';
import { eventLoad, readingsInAll } from './pace/rates.ts';
import type { PositionOptions, PositionSource } from './drawn/positionSource.ts';
import { randomRecords } from './records/records.ts';
import { randomSensors } from './sensors/sensors.ts';
import type { Intake } from './source/intake.ts';
import { ReadingIntake } from './source/readingIntake.ts';
import { RecordIntake } from './source/recordIntake.ts';
import { shiftedToNow } from './source/resumePoint.ts';
import type { ResumePoint } from './source/resumePoint.ts';
import type { BadRow, TimedReading } from './source/source.ts';

/** Bad rows that are shown one by one; the others are only counted. */
const mostShown = 20;
/** Of what is published again and again. */
const mostWarnings = 5;
const mostCharacters = 400;

/** From where, and for whom, a source is opened. */
export interface SourceStart {
  readonly producer: string;
  readonly partitions: number;
  /** When the run starts, in ms since the epoch. */
  readonly startMs: number;
  /** Where an earlier run of the producer ended. Default: from the beginning. */
  readonly resumePoint?: ResumePoint;
  /** Where faults are noted. Default: nowhere. */
  readonly truth?: TruthLog;
  /** Of a server's events, what an earlier run wrote behind its position: how often, by hash. Default: nothing. */
  readonly written?: ReadonlyMap<string, number>;
}

/** A source that was found fit to be read. */
export interface UsableSource {
  /** To be called once. */
  open(start: SourceStart): Promise<OpenSource>;
}

export interface OpenSource {
  readonly intake: Intake;
  /** Bad rows so far. */
  readonly badRows: number;
  /** Columns of the user's files that hold numbers, and cells that are none, so far. */
  readonly cells: readonly CellCounts[];
  /** What may make wrong data: a sentence each; a few. */
  readonly warnings: readonly string[];
  /** When the source's time begins, ms since the epoch. */
  readonly startMs: number;
  /** The first reading of a replay, which stays where it is. */
  first?(): Promise<TimedReading | undefined>;
  close(): Promise<void>;
}

/**
 * Looks whether the source can be read; nothing of it stays open.
 * @throws CourantError COURANT_REPLAY_INVALID, COURANT_EVENTS_INVALID
 */
export async function lookAtSource(
  options: GenerateOptions,
  log: GeneratorIo['log'],
): Promise<UsableSource> {
  const { source } = options.chain.generator;
  if (source.type === 'replay') return lookAtFiles(options, source, log);
  if (source.type === 'sse') {
    const { lookAtEvents } = await import('./sse/events.ts');
    const { count } = options.chain.generator;
    return lookAtEvents(source, { count, ...eventLogs(log) });
  }
  return { open: (start) => Promise.resolve(openDrawn(options, source, start)) };
}

function openDrawn(
  options: GenerateOptions,
  source: RandomSource | RecordsSource,
  start: SourceStart,
): OpenSource {
  const drawn = drawnSource(source, positionOptions(options, source, start));
  return {
    intake: new RecordIntake(drawn),
    badRows: 0,
    cells: [],
    warnings: [],
    startMs: drawn.startMs,
    close: () => Promise.resolve(),
  };
}

function drawnSource(
  source: RandomSource | RecordsSource,
  options: PositionOptions,
): PositionSource {
  if (source.type === 'records') return randomRecords({ ...options, source });
  return randomSensors({ ...options, source });
}

function positionOptions(
  { chain: { generator }, site }: GenerateOptions,
  source: RandomSource | RecordsSource,
  start: SourceStart,
): PositionOptions {
  const fixedStart = source.type === 'records' ? source.time.start : source.start;
  const load = eventLoad(fixedStart, generator);
  const { seed, faults, count } = generator;
  const times = timesOf(fixedStart, start, load);
  return { ...start, ...times, seed, site, faults, load, count: readingsInAll(load, count) };
}

/** Event times go on at now, unless they are the definition's own. */
function timesOf(
  fixedStart: string | undefined,
  { startMs, resumePoint }: SourceStart,
  load: ReturnType<typeof eventLoad>,
): Pick<SourceStart, 'startMs' | 'resumePoint'> {
  if (fixedStart !== undefined) return { startMs: Date.parse(fixedStart), resumePoint };
  return { startMs, resumePoint: resumePoint && shiftedToNow(resumePoint, startMs, load) };
}

async function lookAtFiles(
  { chain: { generator }, folder }: GenerateOptions,
  source: ReplaySource,
  log: GeneratorIo['log'],
): Promise<UsableSource> {
  const { surveyReplay } = await import('./replay/replay.ts');
  const warnings: string[] = [];
  const onNote = (text: string, isWarning = false) => {
    log({ level: isWarning ? 'warn' : 'info', event: 'note', text });
    if (isWarning && warnings.length < mostWarnings) warnings.push(text.slice(0, mostCharacters));
  };
  const files = { folder, startMs: Date.now(), onBadRow: badRowLog(log), onNote };
  const surveyed = await surveyReplay(source, files);
  return {
    open: async ({ producer, resumePoint, startMs: nowMs }) => {
      const startMs = resumePoint?.startMs ?? nowMs;
      const replay = await surveyed.open(startMs, resumePoint?.position);
      const { count } = generator;
      const intake = new ReadingIntake(replay, { producer, count, resumePoint });
      return {
        intake,
        get badRows() {
          return replay.badRows;
        },
        get cells() {
          return replay.cells;
        },
        warnings,
        startMs,
        first: () => intake.first(),
        close: () => replay.close(),
      };
    },
  };
}

function eventLogs(log: GeneratorIo['log']) {
  return {
    onBadRow: badRowLog(log),
    onNote: (text: string) => {
      log({ level: 'warn', event: 'note', text });
    },
  };
}

function badRowLog(log: GeneratorIo['log']): (row: BadRow) => void {
  let shown = 0;
  return (row) => {
    shown += 1;
    if (shown <= mostShown) log({ level: 'warn', event: 'bad_row', ...row });
    else if (shown === mostShown + 1) {
      log({ level: 'warn', event: 'bad_rows_not_shown', after: mostShown });
    }
  };
}
