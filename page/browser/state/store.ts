/** All that the page knows, as signals; filled by the stream alone. */
import { computed, signal } from '@preact/signals';
import { topicNames } from '../../../chain/names.ts';
import type {
  Happening,
  LiveChain,
  LiveEvents,
  LivePoint,
  LiveProof,
  LiveRow,
  LiveState,
} from '../../live.ts';
import type { Link } from '../stream/connection.ts';
import type { StreamEvent } from '../stream/eventReader.ts';

export const historyMs = 5 * 60_000;
const mostRows = 100;
const mostLetters = 20;
const mostHappenings = 200;

export const link = signal<Link>('connecting');
export const chain = signal<LiveChain | null>(null);
export const live = signal<LiveState | null>(null);
export const points = signal<readonly LivePoint[]>([]);
export const happenings = signal<readonly Happening[]>([]);
export const proof = signal<LiveProof | null>(null);
/** The newest that ended, while another one runs. */
export const lastResult = signal<LiveProof | null>(null);
/** When it was last proven with nothing left to read, as far as this page has seen. */
export const lastProvenMs = signal<number | null>(null);
/** When it last held as far as the queries had read. */
export const lastSoFarMs = signal<number | null>(null);

export const wantedTopic = signal<string>(topicNames.readings);
export const wantedKey = signal('');
export const rows = signal<readonly LiveRow[]>([]);
export const letters = signal<readonly LiveRow[]>([]);
export const skipped = signal(0);
export const isRowsPaused = signal(false);
/** Came while the table stood still. */
export const heldBack = signal(0);

/** Those of the chain, and those that have reported: also while Kafka does not answer, and before their first report. */
export const queryNames = computed(() => {
  const told = live.value?.status.queries.map(({ name }) => name) ?? [];
  return [...new Set([...told, ...(chain.value?.queries.map(({ name }) => name) ?? [])])];
});

/** What was told last is no longer what is. */
export const isStale = computed(() => link.value === 'lost' || link.value === 'refused');

type Takers = { readonly [Name in keyof LiveEvents]: (data: LiveEvents[Name]) => void };

const take: Takers = {
  chain: (told) => {
    chain.value = told;
    points.value = [];
    happenings.value = [];
  },
  history: (told) => {
    points.value = told;
  },
  state: (told) => {
    live.value = told;
    points.value = recent([...points.value, told.point], told.point.atMs);
  },
  happened: (told) => {
    happenings.value = [...happenings.value, told].slice(-mostHappenings);
  },
  rows: ({ topic, rows: newest, skipped: count }) => {
    if (topic !== wantedTopic.value) return;
    skipped.value = count;
    if (isRowsPaused.value) heldBack.value += newest.length;
    else rows.value = withNewest(newest, rows.value);
  },
  letters: ({ rows: newest }) => {
    letters.value = withNewest(newest, letters.value).slice(0, mostLetters);
  },
  proof: (told) => {
    proof.value = told;
    if (told.state === 'ended') lastResult.value = told;
    const verdict = told.result?.verdict;
    if (verdict === 'proven') lastProvenMs.value = told.atMs;
    if (verdict === 'provenSoFar') lastSoFarMs.value = told.atMs;
  },
};

/** An event of another name is of a newer server, and none of ours. */
export function takeEvent({ name, data }: StreamEvent): void {
  if (!Object.hasOwn(take, name)) return;
  (take as Record<string, (data: unknown) => void>)[name]?.(JSON.parse(data));
}

/** Of a stream that was opened again the newest come again. */
function withNewest(newest: readonly LiveRow[], before: readonly LiveRow[]): LiveRow[] {
  const known = new Set(before.map(placeOf));
  const fresh = newest.filter((row) => !known.has(placeOf(row)));
  return [...fresh.toReversed(), ...before].slice(0, mostRows);
}

function placeOf({ partition, offset }: LiveRow): string {
  return `${partition}:${offset}`;
}

function recent(all: readonly LivePoint[], nowMs: number): LivePoint[] {
  return all.filter(({ atMs }) => nowMs - atMs <= historyMs);
}

/** Other rows: what is shown of the old ones goes. */
export function forgetRows(): void {
  rows.value = [];
  skipped.value = 0;
  heldBack.value = 0;
}
