/** Legs that are down or failed, and why. What only suffers from it is not named. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import type { LiveState } from '../live.ts';
import { generatorNode, queryNode, topicNode } from './point.ts';

type Cause = LiveState['causes'][number];

export function causesOf(status: StatusDocument): Cause[] {
  const down = status.legs.filter(({ state }) => state === 'failed');
  const broker = down.filter(({ name }) => name === 'kafka');
  if (broker.length > 0) return broker.map((leg) => causeOf(leg, status));
  if (status.kafka.state === 'unreachable') return [unreachable(status)];
  const runner = down.filter(({ name }) => name === 'spark');
  const generators = down.filter(({ name }) => name === 'generator');
  return [
    ...[...generators, ...runner].map((leg) => causeOf(leg, status)),
    ...(runner.length > 0 ? [] : failedQueries(status)),
  ];
}

function causeOf(leg: Leg, status: StatusDocument): Cause {
  const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
  return { node: nodeOfLeg(leg, status), sentence: `${leg.id} is down${why}` };
}

/** The part of the graph that stands for a leg: of Kafka its readings, of Spark its first query. */
export function nodeOfLeg({ name }: Pick<Leg, 'name'>, { queries }: StatusDocument): string {
  if (name === 'generator') return generatorNode;
  const [first] = queries;
  return name === 'kafka' || first === undefined
    ? topicNode(topicNames.readings)
    : queryNode(first.name);
}

function unreachable({ reasons }: StatusDocument): Cause {
  const [why = 'Kafka does not answer'] = Object.values(reasons);
  return { node: topicNode(topicNames.readings), sentence: why };
}

function failedQueries({ queries }: StatusDocument): Cause[] {
  return queries
    .filter(({ state }) => state === 'failed')
    .map(({ name, error }) => ({
      node: queryNode(name),
      sentence: error === null ? `${name} has failed` : `${name} has failed: ${error.message}`,
    }));
}
