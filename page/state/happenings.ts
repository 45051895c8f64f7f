/** What happened: found where one state of the chain differs from the one before, and in what the queries reported. */
import type { BatchProgress } from '../../chain/progress.ts';
import { counted, number } from '../../chain/words/counted.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import type { Happening } from '../live.ts';
import { editedBefore } from './edits.ts';
import { nodeOfLeg } from './nodes.ts';
import { generatorNode, queryNode } from './point.ts';
import { takenAway } from './takenAway.ts';

/** So many times the rate that was asked for before: a burst. */
const burstFactor = 1.5;
/** Generators of one chain do not burst at the same moment. */
const burstPauseMs = 5_000;
const faultPauseMs = 30_000;

type Found = Omit<Happening, 'atMs'>;

/** Between two states. */
export function happenedBetween(before: StatusDocument, now: StatusDocument): Found[] {
  return [
    ...now.legs.flatMap((leg) => ofLeg(before, now, leg)),
    ...ofGenerator(before, now),
    ...ofQueries(before, now),
  ];
}

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

function ofGenerator(before: StatusDocument, now: StatusDocument): Found[] {
  const [was, is] = [before.generator, now.generator];
  const found: Found[] = [];
  const node = generatorNode;
  if (is.replicas !== was.replicas) {
    const sentence = `scaled from ${was.replicas} to ${counted(is.replicas, 'generator')}`;
    found.push({ kind: 'scaled', node, sentence });
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

  begun(before: StatusDocument, now: StatusDocument, atMs: number): Found[] {
    const [was, is] = [before.generator.injected, now.generator.injected];
    if (was === null || is === null || is <= was) return [];
    const isNew = atMs - this.#lastMs > faultPauseMs;
    this.#lastMs = atMs;
    const sentence = `faults are injected on purpose: ${number(is)} so far`;
    return isNew ? [{ kind: 'fault', node: generatorNode, sentence }] : [];
  }
}

/** Each producer by itself: one more of them is no burst. */
export class BurstWatch {
  readonly #asked = new Map<string, number>();
  #lastMs = Number.NEGATIVE_INFINITY;

  begun({ reports }: Pick<ProgressSnapshot, 'reports'>, atMs: number): Found[] {
    const before = new Map(this.#asked);
    for (const { producer, askedPerSecond } of reports) {
      if (askedPerSecond !== null) this.#asked.set(producer, askedPerSecond);
    }
    const bursts = [...this.#asked].flatMap(([producer, is]) => {
      const was = before.get(producer) ?? 0;
      return was > 0 && is >= was * burstFactor ? [[was, is] as const] : [];
    });
    const [burst] = bursts;
    if (burst === undefined) return [];
    const isNew = atMs - this.#lastMs > burstPauseMs;
    this.#lastMs = atMs;
    const sentence = `a burst: ${burst.map((rate) => number(Math.round(rate))).join(' to ')} readings/s of a generator`;
    return isNew ? [{ kind: 'burst', node: generatorNode, sentence }] : [];
  }
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
  snapshot: KafkaSnapshot,
  status: StatusDocument,
  sinceMs: number,
): Happening[] {
  const restarted = status.legs.flatMap((leg): Happening[] => {
    if (leg.restarts === 0 || leg.since === null) return [];
    const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
    const sentence = `${leg.id} was started again${why}`;
    return [
      { atMs: Date.parse(leg.since), kind: 'restarted', node: nodeOfLeg(leg, status), sentence },
    ];
  });
  const { progress } = snapshot;
  const recounted = [...progress.batches.values()].flat().flatMap(recountedIn);
  return [...editedBefore(progress), ...recounted, ...restarted, ...takenAway(snapshot, sinceMs)]
    .filter(({ atMs }) => atMs >= sinceMs)
    .sort((one, other) => one.atMs - other.atMs);
}

function recountedIn({ batch, query, recounted, time }: BatchProgress): Happening[] {
  if (!recounted) return [];
  const sentence = `batch ${batch} of ${query} was counted again after a kill`;
  return [{ atMs: Date.parse(time), kind: 'restarted', node: queryNode(query), sentence }];
}
