/** Parts of the graph that stand for legs. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import { generatorNode, queryNode, topicNode } from './point.ts';

/** The part of the graph that stands for a leg: of Kafka its readings, of an engine its first query. */
export function nodeOfLeg({ name }: Pick<Leg, 'name'>, { queries }: StatusDocument): string {
  if (name === 'generator') return generatorNode;
  const first = queries.find(({ engine }) => engine === name);
  return name === 'kafka' || first === undefined
    ? topicNode(topicNames.readings)
    : queryNode(first.name);
}
