/** A guess which columns of a user's file are the time, the sensor and the value; the user sees it and can change it. */
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CourantError } from '../../../chain/errors.ts';

export interface Columns {
  readonly time?: string;
  readonly sensor?: string;
  readonly value?: string;
  /** Between two rows, in ms; `undefined` where there is no time. */
  readonly spacingMs?: number;
  /** All of them, in order. */
  readonly all: readonly string[];
}

const endings = ['.csv', '.tsv', '.ndjson', '.jsonl', '.json'];
const headBytes = 64 * 1024;
const delimiters = [',', ';', '\t', '|'];

/**
 * @param path a file that `generator.source.files` may name
 * @throws CourantError COURANT_REPLAY_INVALID
 */
export async function guessColumns(path: string): Promise<Columns> {
  const name = basename(path);
  if (!endings.includes(extname(name).toLowerCase())) {
    throw unusable(
      `"${name}" cannot be replayed`,
      `give a file that ends in ${endings.join(', ')}`,
    );
  }
  const head = await headOf(path, name);
  const rows = extname(name).toLowerCase().endsWith('sv') ? tableRows(head) : jsonRows(head, name);
  const first = rows[0];
  if (first === undefined || first.size === 0) {
    throw unusable(`"${name}" has no rows`, 'give a file with a head and at least one row');
  }
  return guess(rows);
}

async function headOf(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw unusable(`there is no file "${path}"`, 'check its path');
  if (!found.isFile())
    throw unusable(`"${name}" is not a file`, 'name one file; more can be put beside it later');
  const file = await open(path).catch((cause: unknown) => {
    throw unusable(`"${name}" cannot be read: ${String(cause)}`, 'check its permissions');
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.includes(0))
      throw unusable(`"${name}" is not text in UTF-8`, 'save it as UTF-8 text');
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  } finally {
    await file.close();
  }
}

type Row = ReadonlyMap<string, string>;

function tableRows(head: string): Row[] {
  const [first = '', ...rest] = head.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const counts = delimiters.map((delimiter) => first.split(delimiter).length);
  const delimiter = delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
  const cells = (line: string): string[] =>
    line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const titles = cells(first);
  return rest.slice(0, 20).map((line) => {
    const values = cells(line);
    return new Map(titles.map((title, index) => [title, values[index] ?? '']));
  });
}

function jsonRows(head: string, name: string): Row[] {
  const objects = /\{[^{}]*\}/g;
  const found = [...head.matchAll(objects)].slice(0, 20);
  return found.flatMap(([text]) => {
    try {
      const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
      return [new Map(fields.map(([title, value]) => [title, String(value)]))];
    } catch {
      throw unusable(
        `"${name}" is no JSON: ${text.slice(0, 40)}`,
        'give an array of objects, or one object a line',
      );
    }
  });
}

const timeNames =
  /^(event_?time|time_?stamp|date_?time|time|date|ts|utc|day|when|recorded(_at)?|created(_at)?)$/i;
const sensorNames =
  /^(sensor(_?id|_?name)?|device(_?id)?|station(_?id|_?name)?|location|city|site|name|id)$/i;
const valueNames = /^(value|reading|measurement|temp(erature)?|humidity|pressure|level|speed)$/i;

function guess(rows: readonly Row[]): Columns {
  const all = [...(rows[0]?.keys() ?? [])].filter((title) => title !== '');
  const cells = (title: string): string[] => rows.map((row) => row.get(title) ?? '');
  const isNumber = (title: string): boolean =>
    cells(title).every((cell) => cell === '' || cell === 'NA' || Number.isFinite(Number(cell)));
  const isTime = (title: string): boolean =>
    cells(title).every((cell) => /\d/.test(cell) && !Number.isNaN(Date.parse(cell)));
  const time =
    all.find((title) => timeNames.test(title) && isTime(title)) ??
    all.find((title) => !isNumber(title) && isTime(title));
  const sensor = all.find((title) => title !== time && sensorNames.test(title));
  const others = all.filter((title) => title !== time && title !== sensor && isNumber(title));
  const value = others.find((title) => valueNames.test(title)) ?? others[0];
  return { time, sensor, value, spacingMs: spacing(time === undefined ? [] : cells(time)), all };
}

/** The middle one of the distances between neighbours that differ. */
function spacing(times: readonly string[]): number | undefined {
  const ms = times.map((time) => Date.parse(time));
  const steps = ms.slice(1).map((at, index) => Math.abs(at - (ms[index] ?? at)));
  const sorted = steps.filter((step) => step > 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function unusable(message: string, hint: string): CourantError {
  return new CourantError({
    code: 'COURANT_REPLAY_INVALID',
    message,
    left: 'nothing was written',
    hint,
  });
}
