/** Durations and sizes as people write them. */

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `"10 minutes"`, `"90s"`, `"1.5 h"` → milliseconds; `undefined` when it is no duration. */
export function parseDurationMs(text: string): number | undefined {
  return parseQuantity(text, (unit) => durationUnits[unit.toLowerCase()]);
}

/** `"1 GiB"`, `"512MiB"`, `"2 GB"` → bytes; `undefined` when it is no size. */
export function parseSizeBytes(text: string): number | undefined {
  return parseQuantity(text, (unit) => sizeUnits[unit]);
}

function parseQuantity(text: string, unitSize: (unit: string) => number | undefined) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(text);
  const size = match?.[2] === undefined ? undefined : unitSize(match[2]);
  return size === undefined ? undefined : Math.round(Number(match?.[1]) * size);
}

/** 7_200_000 → `"2h"`, 9_000 → `"9.0s"`, 240 → `"240ms"`: for people, never parsed again. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)}ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1_000).toFixed(1)}s`;
  const allSeconds = Math.round(ms / 1_000);
  const minutes = Math.floor(allSeconds / 60);
  const seconds = allSeconds % 60;
  if (minutes < 60) return seconds === 0 ? `${minutes}m` : `${minutes}m ${seconds}s`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** 1_610_612_736 → `"1.5 GiB"`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 2 ** (10 * power);
  return `${amount >= 100 || power === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
}
