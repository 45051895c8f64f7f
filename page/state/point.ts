/** One second of the chain in figures, and the edges between its parts. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import type { LiveEdge, LivePoint, LivePointOfQuery } from '../live.ts';

export const generatorNode = 'generator';
export const topicNode = (name: string): string => `topic:${name}`;
export const queryNode = (name: string): string => `query:${name}`;

export function pointOf(status: StatusDocument, atMs: number): LivePoint {
  return {
    atMs,
    inPerSecond: topicRate(status, topicNames.readings),
    queries: Object.fromEntries(
      status.queries.map((query) => [query.name, pointOfQuery(query, status)]),
    ),
  };
}

function pointOfQuery(query: StatusQuery, status: StatusDocument): LivePointOfQuery {
  return {
    readPerSecond: query.ratePerSecond,
    outPerSecond: topicRate(status, query.name),
    lagRows: query.lagRows,
    batchMs: query.lastBatchMs,
  };
}

/** Dead letters a second of each query, as far as they are known. */
export type DeadRates = Readonly<Record<string, number | null>>;

/** Where nothing runs there is no rate: no data is not 0. */
export function edgesOf(status: StatusDocument, deadRates: DeadRates): LiveEdge[] {
  const isProducing = status.legs.some(
    ({ name, state }) => name === 'generator' && state === 'running',
  );
  const readings = topicNode(topicNames.readings);
  const written = topicRate(status, topicNames.readings);
  return [
    { from: generatorNode, to: readings, perSecond: isProducing ? written : null },
    ...status.queries.flatMap((query): LiveEdge[] => {
      const node = queryNode(query.name);
      const ifRunning = (rate: number | null) => (query.state === 'running' ? rate : null);
      const out = topicRate(status, query.name);
      const dead = deadRates[query.name] ?? null;
      return [
        { from: readings, to: node, perSecond: ifRunning(query.ratePerSecond) },
        { from: node, to: topicNode(query.name), perSecond: ifRunning(out) },
        { from: node, to: topicNode(topicNames.deadLetters), perSecond: ifRunning(dead) },
      ];
    }),
  ];
}

function topicRate({ kafka }: StatusDocument, topic: string): number | null {
  return kafka.topics.find(({ name }) => name === topic)?.ratePerSecond ?? null;
}
