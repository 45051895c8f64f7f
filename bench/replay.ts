/**
 * `node bench/run.mjs replay [MiB] [FILE…]`: how fast files become readings, how soon the first one is there, and how
 * much memory that takes. Makes its files in a temporary folder, or reads those named (with a column `time`).
 */
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { resolveChain } from '../chain/chain.ts';
import type { ReplaySource } from '../chain/chain.ts';
import { surveyReplay } from '../generator/replay/replay.ts';
import { cpuSecondsSince, printFigures, round } from './figures.ts';
import { temporaryFolder } from './processes.ts';

const mebibyte = 2 ** 20;
const startMs = Date.UTC(2026, 0, 1);

const [sizeMiB = '256', ...named] = process.argv.slice(2);
const folder = temporaryFolder();
const kinds = ['csv', 'quoted.csv', 'ndjson', 'json'];
const files = named.length > 0 ? named : kinds.map((kind) => join(folder, `made.${kind}`));
for (const file of files) {
  if (named.length === 0) await make(file, Number(sizeMiB) * mebibyte);
  printFigures('replay', await measure(file));
  if (named.length === 0) await rm(file);
}

async function measure(file: string) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const surveyed = await surveyReplay(sourceOf(file), {
    folder,
    startMs,
    onBadRow: () => undefined,
    onNote: (text) => {
      console.error(text);
    },
  });
  const source = await surveyed.open(startMs);
  let [rows, firstMs, mostMemory, mostHeap] = [0, 0, 0, 0];
  for (let some = await source.next(500); some.length > 0; some = await source.next(500)) {
    if (rows === 0) firstMs = performance.now() - began;
    rows += some.length;
    if (rows % 50_000 < 500) {
      const { rss, heapUsed } = process.memoryUsage();
      mostMemory = Math.max(mostMemory, rss);
      mostHeap = Math.max(mostHeap, heapUsed);
    }
  }
  await source.close();
  const cpuSeconds = cpuSecondsSince(cpu);
  const ms = performance.now() - began;
  return {
    file: file.split('.').slice(1).join('.'),
    sizeMiB: Math.round((await stat(file)).size / mebibyte),
    rows,
    badRows: source.badRows,
    firstReadingMs: Math.round(firstMs),
    rowsPerSecond: Math.round(rows / (ms / 1_000)),
    cpuSecondsAMillion: round(cpuSeconds / (rows / 1e6), 2),
    mostResidentMiB: Math.round(mostMemory / mebibyte),
    mostHeapMiB: Math.round(mostHeap / mebibyte),
  };
}

function sourceOf(files: string): ReplaySource {
  const columns = { time: 'time', sensor: 'station', value: 'value' };
  const written = { type: 'replay', files, ...columns, speed: 'max' };
  const chain = resolveChain({ name: 'bench', generator: { source: written } }, 'bench/replay.ts');
  const { source } = chain.generator;
  if (source.type !== 'replay') throw new Error('this is a replay');
  return source;
}

/** A row a second of one of fifty stations. */
function rowText(index: number, kind: string): string {
  const time = new Date(Date.UTC(2010, 0, 1) + index * 1_000).toISOString();
  const station = `station-${index % 50}`;
  const value = (Math.round(Math.sin(index / 1_000) * 1_000) / 100).toFixed(2);
  if (kind === 'csv') return `${time},${station},${value},${index % 100},ok\n`;
  if (kind === 'quoted') return `"${time}","${station}","${value}",${index % 100},"fine, ""ok"""\n`;
  const object = `{"time":"${time}","station":"${station}","value":${value},"humidity":${index % 100},"state":"ok"}`;
  return kind === 'ndjson' ? `${object}\n` : `${index === 0 ? '[' : ','}\n  ${object}`;
}

async function make(file: string, bytes: number): Promise<void> {
  const kind = file.split('.').at(1) ?? '';
  const out = createWriteStream(file);
  let [written, index] = [0, 0];
  if (kind === 'csv' || kind === 'quoted') out.write('time,station,value,humidity,state\n');
  while (written < bytes) {
    const rows = Array.from({ length: 2_000 }, () => rowText(index++, kind)).join('');
    written += rows.length;
    if (!out.write(rows)) await once(out, 'drain');
  }
  out.end(kind === 'json' ? '\n]\n' : '');
  await once(out, 'close');
}
