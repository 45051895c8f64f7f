/** An event as a reading: its key and its time by their places in its JSON, which itself travels as it was sent. */
import type { SseSource } from '../../chain/chain.ts';
import { isoTimeMs } from '../../chain/words/isoTime.ts';
import { quote } from '../../chain/words/quote.ts';

export interface EventReading {
  readonly key: string;
  /** The reading as JSON. */
  readonly value: string;
  readonly eventTimeMs: number;
}

/** @param nowMs event time where the source names none @returns why it is none */
export function eventReading(
  data: string,
  { key, time }: Pick<SseSource, 'key' | 'time'>,
  nowMs: number,
): EventReading | string {
  const event = parsed(data);
  if (event === undefined) return 'it is no JSON object';
  const sensor = textAt(event, key);
  if (sensor === undefined) return `it has no text and no number at ${quote(key)}`;
  const written = time === undefined ? undefined : valueAt(event, time);
  const eventTimeMs = time === undefined ? nowMs : timeOf(written);
  if (Number.isNaN(eventTimeMs)) return `its time is ${quote(written)}, not ISO 8601`;
  const event_time = new Date(eventTimeMs).toISOString();
  const head = JSON.stringify({ sensor, event_time }).slice(0, -1);
  // As it was sent, on one line: no digit of a number is lost, and no name. Within its texts JSON has no line's end.
  const own = data.trim().replaceAll('\n', ' ');
  return { key: sensor, value: `${head},"data":${own}}`, eventTimeMs };
}

function timeOf(written: unknown): number {
  return typeof written === 'string' ? isoTimeMs(written) : Number.NaN;
}

function parsed(data: string): object | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textAt(event: object, path: string): string | undefined {
  const value = valueAt(event, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @param path names with points between, or one name that has points itself */
function valueAt(event: object, path: string): unknown {
  if (Object.hasOwn(event, path)) return (event as Record<string, unknown>)[path];
  let value: unknown = event;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
