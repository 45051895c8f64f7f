/** Columns of the view `readings` (spark/: ReadingsView), in lower case. */
export const readingColumns = [
  'sensor',
  'kind',
  'value',
  'unit',
  'event_time',
  'data',
  'producer',
  'seq',
  'partition',
  'offset',
  'timestamp',
] as const;

/** The event: one measurement of one sensor, as it travels in `readings`. Field names are Spark columns. */
export interface Reading {
  /** Stable id of the sensor; also the record key. */
  readonly sensor: string;
  /** What is measured: `temperature`, `humidity`, `pressure`, … */
  readonly kind?: string;
  /** In `unit`. A reading has `value`, `data` or both. */
  readonly value?: number;
  /** UCUM code: `Cel`, `%`, `hPa`, … */
  readonly unit?: string;
  /** When it was measured: ISO 8601 in UTC with milliseconds. */
  readonly event_time: string;
  /** The user's own columns (replay). */
  readonly data?: Readonly<Record<string, unknown>>;
}
