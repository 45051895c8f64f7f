/** One second of the chain in figures, and the edges between its parts. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument, StatusQuery } from '../../targets/data/status.ts';
import type { LiveEdge, LivePoint, LivePointOfQuery } from '../live.ts';

export const generatorNode = 'generator';
export const topicNode = (name: string): string => `topic:${name}`;
export const queryNode = (name: string): string => `query:${name}`;

/** Parts of the graph of which nothing is known. */
export type Silent = ReadonlySet<string>;
export const nobody: Silent = new Set();

export function pointOf(status: StatusDocument, atMs: number, silent: Silent = nobody): LivePoint {
  return {
    atMs,
    inPerSecond: topicRate(status, topicNames.readings),
    queries: Object.fromEntries(
      status.queries.map((query) => [query.name, pointOfQuery(query, status, silent)]),
    ),
  };
}

function pointOfQuery(
  query: StatusQuery,
  status: StatusDocument,
  silent: Silent,
): LivePointOfQuery {
  const isSilent = silent.has(queryNode(query.name));
  return {
    readPerSecond: isSilent ? null : query.ratePerSecond,
    outPerSecond: isSilent ? null : topicRate(status, query.name),
    lagRows: query.lagRows,
    batchMs: isSilent ? null : query.lastBatchMs,
  };
}

/** Dead letters a second of each query, as far as they are known. */
export type DeadRates = Readonly<Record<string, number | null>>;

/** Where nothing runs there is no rate: no data is not 0. */
export function edgesOf(
  status: StatusDocument,
  deadRates: DeadRates,
  silent: Silent = nobody,
): LiveEdge[] {
  const isProducing =
    !silent.has(generatorNode) &&
    status.legs.some(({ name, state }) => name === 'generator' && state === 'running');
  const readings = topicNode(topicNames.readings);
  const written = topicRate(status, topicNames.readings);
  return [
    { from: generatorNode, to: readings, perSecond: isProducing ? written : null },
    ...status.queries.flatMap((query): LiveEdge[] => {
      const node = queryNode(query.name);
      const isRunning = query.state === 'running' && !silent.has(node);
      const ifRunning = (rate: number | null) => (isRunning ? rate : null);
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
