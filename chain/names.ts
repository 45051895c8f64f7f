/** Every derived name, so that a search for one finds one hit. Pure. */

export const topicNames = {
  /** What the generator writes and every query reads. */
  readings: 'readings',
  /** Records of `readings` that are no reading. */
  deadLetters: 'readings.dlq',
  /** What each leg reports about itself (chain/progress.ts). */
  progress: 'courant.progress',
} as const;

/** Record headers by which every reading is accounted for. */
export const readingHeaders = { producer: 'producer', seq: 'seq' } as const;

/** Record headers of a query's output rows. */
export const rowHeaders = {
  query: 'query',
  batch: 'batch',
  fingerprint: 'fingerprint',
  row: 'row',
} as const;

/** Record headers of a dead letter, beside the original reading headers. */
export const deadLetterHeaders = {
  query: 'query',
  reason: 'reason',
  detail: 'detail',
  topic: 'topic',
  partition: 'partition',
  offset: 'offset',
} as const;

/** Kafka's rule for topic names (org.apache.kafka.common.internals.Topic). */
export const topicNamePattern = /^[a-zA-Z0-9._-]{1,249}$/;

/** Kafka's metrics replace `.` by `_`, so two topics that differ only there collide. */
export function collisionName(topic: string): string {
  return topic.replaceAll('.', '_');
}

/** Folder of a local chain's state, inside the chain's folder. */
export const stateFolder = '.courant';

/**
 * Why a topic of the user cannot be called that; `undefined` when it can.
 * @param others names that are taken
 */
export function topicNameProblem(name: string, others: readonly string[]): string | undefined {
  if (!topicNamePattern.test(name) || name === '.' || name === '..') {
    return `${JSON.stringify(name.slice(0, 60))} is no topic name: 1 to 249 of letters, digits, ".", "_" and "-"`;
  }
  if (collisionName(name).startsWith('courant_')) {
    return `topics named "courant.…" are the chain's own`;
  }
  const other = others.find((taken) => collisionName(taken) === collisionName(name));
  if (other === undefined) return undefined;
  return `"${name}" collides with "${other}": Kafka takes "." and "_" for the same`;
}
