/** Figures as they are printed: JSON lines with the machine that they come from, medians, tables. */
import { cpus, loadavg, totalmem } from 'node:os';
import { number } from '../chain/words/counted.ts';
import { paint, table as textTable } from '../cli/terminal/text.ts';

export function machineFacts() {
  return {
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    /** Load average over the last minute: above the number of cores, wall times are upper bounds. */
    load: round(loadavg()[0] ?? 0, 2),
  };
}

export function printFigures(bench: string, figures: object): void {
  console.log(JSON.stringify({ bench, ...figures, ...machineFacts() }));
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** CPU time of this process, all its threads. @param before what `process.cpuUsage` told then */
export function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The p-th percentile (0 to 100) of `values` by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function median<T>(seen: readonly T[], figureOf: (one: T) => number): number {
  return percentile(seen.map(figureOf), 50);
}

type Cell = string | number | null;

/** Numbers to the right, names to the left; what is not known is a dash. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const columns = head.map((title, k) => ({ title, align: k === 0 ? 'left' : 'right' }) as const);
  const lines = textTable(
    columns,
    rows.map((row) => row.map((cell) => (typeof cell === 'number' ? number(cell) : (cell ?? '–')))),
  );
  return lines.map((line) => paint(line, false)).join('\n');
}
