/** What happened: found where one state of the chain differs from the one before, and in what the queries reported. */
import type { BatchProgress } from '../../chain/progress.ts';
import { counted } from '../../chain/words/counted.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import type { Happening } from '../live.ts';
import { nodeOfLeg } from './causes.ts';
import { generatorNode, queryNode } from './point.ts';

/** So many times the rate that was asked for before: a burst. */
const burstFactor = 2;
const faultPauseMs = 30_000;

/** Between two states. @param hasBursts whether the load moves by itself; else more is asked for after a start */
export function happenedBetween(
  before: StatusDocument,
  now: StatusDocument,
  { atMs, hasBursts }: { readonly atMs: number; readonly hasBursts: boolean },
): Happening[] {
  return [
    ...now.legs.flatMap((leg) => ofLeg(before, now, leg)),
    ...ofGenerator(before, now, hasBursts),
    ...ofQueries(before, now),
  ].map((happening) => ({ atMs, ...happening }));
}

type Found = Omit<Happening, 'atMs'>;

function ofLeg(before: StatusDocument, now: StatusDocument, leg: Leg): Found[] {
  const was = before.legs.find(({ id }) => id === leg.id);
  if (was === undefined) return [];
  const node = nodeOfLeg(leg, now);
  const found: Found[] = [];
  const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
  const hasDied = leg.state === 'failed' && was.state !== 'failed';
  const wasReplaced = leg.restarts > was.restarts;
  if (hasDied || (wasReplaced && was.state !== 'failed')) {
    found.push({ kind: 'died', node, sentence: `${leg.id} died${why}` });
  }
  if (wasReplaced) found.push({ kind: 'restarted', node, sentence: `${leg.id} was started again` });
  return found;
}

function ofGenerator(before: StatusDocument, now: StatusDocument, hasBursts: boolean): Found[] {
  const [was, is] = [before.generator, now.generator];
  const found: Found[] = [];
  const node = generatorNode;
  if (is.replicas !== was.replicas) {
    const sentence = `scaled from ${was.replicas} to ${counted(is.replicas, 'generator')}`;
    found.push({ kind: 'scaled', node, sentence });
  } else if (hasBursts && isBurst(was.askedPerSecond, is.askedPerSecond)) {
    const sentence = `a burst: ${was.askedPerSecond} to ${is.askedPerSecond} readings/s`;
    found.push({ kind: 'burst', node, sentence });
  }
  const [paused, wasPaused] = [isPaused(now), isPaused(before)];
  if (paused !== wasPaused) {
    const sentence = paused ? 'the generator was paused' : 'the generator was resumed';
    found.push({ kind: 'scaled', node, sentence });
  }
  return found;
}

/** Faults on purpose come one by one: told is that they begin, after a while without. */
export class FaultWatch {
  #lastMs = Number.NEGATIVE_INFINITY;

  begun(before: StatusDocument, now: StatusDocument, atMs: number): Happening[] {
    const [was, is] = [before.generator.injected, now.generator.injected];
    if (was === null || is === null || is <= was) return [];
    const isNew = atMs - this.#lastMs > faultPauseMs;
    this.#lastMs = atMs;
    const sentence = `faults are injected on purpose: ${is} so far`;
    return isNew ? [{ atMs, kind: 'fault', node: generatorNode, sentence }] : [];
  }
}

function isBurst(was: number | null, is: number | null): boolean {
  return was !== null && was > 0 && is !== null && is >= was * burstFactor;
}

function isPaused({ legs }: StatusDocument): boolean {
  return legs.some(({ state }) => state === 'paused');
}

function ofQueries(before: StatusDocument, now: StatusDocument): Found[] {
  return now.queries.flatMap(({ name, state, error }): Found[] => {
    const was = before.queries.find((query) => query.name === name);
    if (state !== 'failed' || was === undefined || was.state === 'failed') return [];
    const why = error === null ? '' : `: ${error.message}`;
    return [{ kind: 'failed', node: queryNode(name), sentence: `${name} failed${why}` }];
  });
}

/** Before anybody looked, from what was reported: edited queries, batches counted again after a kill, legs that died. */
export function happenedBefore(
  { progress }: KafkaSnapshot,
  status: StatusDocument,
  sinceMs: number,
): Happening[] {
  const ofBatches = [...progress.batches].flatMap(([query, batches]) =>
    batches.flatMap((batch, at) => happenedIn(query, batch, batches[at - 1])),
  );
  const restarted = status.legs.flatMap((leg): Happening[] => {
    if (leg.restarts === 0 || leg.since === null) return [];
    const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
    const sentence = `${leg.id} was started again${why}`;
    return [
      { atMs: Date.parse(leg.since), kind: 'restarted', node: nodeOfLeg(leg, status), sentence },
    ];
  });
  return [...ofBatches, ...restarted]
    .filter(({ atMs }) => atMs >= sinceMs)
    .sort((one, other) => one.atMs - other.atMs);
}

function happenedIn(query: string, batch: BatchProgress, before?: BatchProgress): Happening[] {
  const at = { atMs: Date.parse(batch.time), node: queryNode(query) };
  const isEdited = before !== undefined && before.fingerprint !== batch.fingerprint;
  const again = `batch ${batch.batch} of ${query} was counted again after a kill`;
  return [
    ...(isEdited ? [{ ...at, kind: 'edited' as const, sentence: `${query} was edited` }] : []),
    ...(batch.recounted ? [{ ...at, kind: 'restarted' as const, sentence: again }] : []),
  ];
}
