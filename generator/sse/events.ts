/** The events of a server as a source: looked at first, then read from where an earlier run ended. */
import type { SseSource } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { formatDuration } from '../../chain/words/quantity.ts';
import { quote } from '../../chain/words/quote.ts';
import type { ResumePoint } from '../source/resumePoint.ts';
import type { BadRow } from '../source/source.ts';
import { EventIntake } from './eventIntake.ts';
import { EventStream, openEvents, refusalOf } from './eventStream.ts';

/** The answer of a server that is there; one that is away is asked again later. */
const lookMs = 10_000;

export interface EventsOptions {
  /** Ends after this many events in all. Default: with the server. */
  readonly count?: number;
  onBadRow(row: BadRow): void;
  onNote(text: string): void;
}

/** From where, and for whom. */
interface EventsStart {
  readonly producer: string;
  readonly startMs: number;
  readonly resumePoint?: ResumePoint;
  readonly written?: ReadonlyMap<string, number>;
}

/** @throws CourantError COURANT_EVENTS_INVALID where a server answers with something else */
export async function lookAtEvents(source: SseSource, options: EventsOptions) {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(lookMs)]);
  const answer = await openEvents(source.url, '', signal).catch(() => undefined);
  const refusal = answer === undefined || answer.status === 204 ? undefined : refusalOf(answer);
  closing.abort();
  if (refusal !== undefined) throw eventsInvalid(source, refusal);
  return { open: (start: EventsStart) => Promise.resolve(openSource(source, start, options)) };
}

function eventsInvalid({ url }: SseSource, refusal: string): CourantError {
  return new CourantError({
    code: 'COURANT_EVENTS_INVALID',
    message: `no events can be read from ${quote(url)}`,
    details: [refusal],
    left: 'nothing was sent',
    hint: 'set generator.source.url to an address that sends text/event-stream',
  });
}

function openSource(source: SseSource, start: EventsStart, options: EventsOptions) {
  const { producer, resumePoint, startMs, written = new Map<string, number>() } = start;
  const { count = Number.POSITIVE_INFINITY, onBadRow, onNote } = options;
  const { position = 0, eventId = '' } = resumePoint ?? {};
  let badRows = 0;
  const stream = new EventStream({
    url: source.url,
    lastId: eventId,
    onPause: (why, pauseMs) => {
      onNote(`${quote(source.url)}: ${why}; asked again in ${formatDuration(pauseMs)}`);
    },
  });
  const onBad = (line: number, reason: string) => {
    badRows += 1;
    onBadRow({ file: source.url, line, reason });
  };
  const of = { stream, source, producer, count, position, eventId, written, onBad };
  return {
    intake: new EventIntake(of),
    get badRows() {
      return badRows;
    },
    cells: [],
    warnings: [],
    startMs: resumePoint?.startMs ?? startMs,
    close: () => stream.close(),
  };
}
