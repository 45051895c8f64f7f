/** Parts of the graph that stand for legs. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import { generatorNode, queryNode, topicNode } from './point.ts';

type Nodes = readonly [first: string, ...others: string[]];

/** The parts of the graph that stand for a leg: of Kafka its readings, of an engine its queries. */
export function nodesOfLeg({ name }: Pick<Leg, 'name'>, { queries }: StatusDocument): Nodes {
  if (name === 'generator') return [generatorNode];
  const [first, ...others] = queries
    .filter(({ engine }) => engine === name)
    .map((query) => queryNode(query.name));
  return name === 'kafka' || first === undefined
    ? [topicNode(topicNames.readings)]
    : [first, ...others];
}

/** The first of them: where something happened once. */
export function nodeOfLeg(leg: Pick<Leg, 'name'>, status: StatusDocument): string {
  return nodesOfLeg(leg, status)[0];
}
