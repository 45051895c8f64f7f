/** Legs that are down or failed, and why. What only suffers from it is not named. */
import { topicNames } from '../../chain/names.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Leg } from '../../targets/target.ts';
import type { LiveState } from '../live.ts';
import { nodesOfLeg } from './nodes.ts';
import { queryNode, topicNode } from './point.ts';
import type { Silence } from './silence.ts';

type Cause = LiveState['causes'][number];

/** @param silences of legs whose process is there */
export function causesOf(status: StatusDocument, silences: readonly Silence[] = []): Cause[] {
  const down = status.legs.filter(isDown);
  const broker = down.filter(({ name }) => name === 'kafka');
  if (broker.length > 0) return broker.map((leg) => causeOf(leg, status));
  if (status.kafka.state === 'unreachable') return [unreachable(status)];
  const runner = down.filter(({ name }) => name === 'spark' || name === 'flink');
  const generators = down.filter(({ name }) => name === 'generator');
  return [
    ...[...generators, ...runner].map((leg) => causeOf(leg, status)),
    ...(runner.length > 0 ? [] : failedQueries(status)),
    ...silentOnes(silences),
  ];
}

/** One that comes back is not there yet. */
function isDown({ state, restarts }: Leg): boolean {
  return state === 'failed' || (state === 'starting' && restarts > 0);
}

function causeOf(leg: Leg, status: StatusDocument): Cause {
  const why = leg.lastFailure === null ? '' : `: ${leg.lastFailure}`;
  const how = leg.state === 'failed' ? 'is down' : 'is starting again';
  return { nodes: nodesOfLeg(leg, status), sentence: `${leg.id} ${how}${why}` };
}

function unreachable({ reasons }: StatusDocument): Cause {
  const [why = 'Kafka does not answer'] = Object.values(reasons);
  return { nodes: [topicNode(topicNames.readings)], sentence: why };
}

function failedQueries({ queries }: StatusDocument): Cause[] {
  return queries
    .filter(({ state }) => state === 'failed')
    .map(({ name, error }) => ({
      nodes: [queryNode(name)],
      sentence: error === null ? `${name} has failed` : `${name} has failed: ${error.message}`,
    }));
}

/** Queries that are silent because their runner is have one sentence together. */
function silentOnes(silences: readonly Silence[]): Cause[] {
  const sentences = new Set(silences.flatMap(({ sentence }) => sentence ?? []));
  return [...sentences].map((sentence) => ({
    nodes: silences.filter((silence) => silence.sentence === sentence).map(({ node }) => node),
    sentence,
  }));
}
