/** What two queries that ask the same wrote in the end: the newest row of each window, and all rows of one reading. */
import type { Kafka } from '../../kafka/client.ts';

type Row = Readonly<Record<string, unknown>>;

/** Sums of numbers with a fraction depend on their order. */
const tolerance = 1e-9;

/** By what names a row: of a window the last one counts, of a reading each counts once. */
export async function latestRows(kafka: Kafka, topic: string): Promise<Map<string, Row>> {
  const bounds = (await kafka.offsets([topic])).get(topic) ?? [];
  const rows = new Map<string, Row>();
  await kafka.scan(topic, bounds, ({ key, value }) => {
    const row = JSON.parse(value?.toString() ?? '{}') as Row;
    rows.set(JSON.stringify([key?.toString(), row.window_start ?? row]), row);
  });
  return rows;
}

/** Rows that one of the two has alone, or otherwise. */
export function differences(
  left: ReadonlyMap<string, Row>,
  right: ReadonlyMap<string, Row>,
): string[] {
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].filter((name) => !isSame(left.get(name), right.get(name)));
}

function isSame(left: Row | undefined, right: Row | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return Object.entries(left).every(([name, value]) => isNear(value, right[name]));
}

function isNear(left: unknown, right: unknown): boolean {
  return typeof left === 'number' && typeof right === 'number'
    ? Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left))
    : left === right;
}
