/** The parts of the chain as they stand in the graph: what they are, how they are, and one figure of each. */
import { topicNames } from '../../../chain/names.ts';
import type { LiveEdge, LiveState } from '../../live.ts';
import { duration, noData, short, whole } from '../state/words.ts';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'generator' | 'readings' | 'query' | 'rows' | 'deadLetters';
  readonly title: string;
  readonly figure: string;
  /** The same where there is little room. */
  readonly brief: string;
  /** In a word. */
  readonly condition: string;
  readonly tone: Tone;
}
/** `cause`: down by itself. `silent`: nothing is known, or it stands still on purpose or for another's sake. */
export type Tone = 'runs' | 'slow' | 'cause' | 'silent';

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly LiveEdge[];
}

/** @param isStale what was told last is no longer true */
export function graphOf(live: LiveState, isStale: boolean): Graph {
  const { status } = live;
  const nodes = [
    generatorNode(live),
    topicNode(live, topicNames.readings, 'readings'),
    ...status.queries.map((query) => queryNode(query)),
    ...status.queries.map(({ name }) => topicNode(live, name, 'rows')),
    topicNode(live, topicNames.deadLetters, 'deadLetters'),
  ];
  if (!isStale) return { nodes: nodes.map((node) => toned(node, live)), edges: live.edges };
  return {
    nodes: nodes.map((node) => ({ ...node, condition: noData, tone: 'silent' })),
    edges: live.edges.map((edge) => ({ ...edge, perSecond: null })),
  };
}

function generatorNode({ status }: LiveState): GraphNode {
  const legs = status.legs.filter(({ name }) => name === 'generator');
  const states = new Set(legs.map(({ state }) => state));
  const condition =
    states.size === 1 ? String([...states][0]) : states.size === 0 ? 'none' : 'mixed';
  const { replicas } = status.generator;
  const runs = states.has('running');
  return {
    id: 'generator',
    kind: 'generator',
    title: replicas === 1 ? '1 generator' : `${replicas} generators`,
    ...(runs ? figures(status.generator.acknowledged, 'acknowledged', 'sent') : nothing),
    condition,
    tone: runs ? 'runs' : 'silent',
  };
}

function topicNode(
  { status: { kafka } }: LiveState,
  name: string,
  kind: GraphNode['kind'],
): GraphNode {
  const topic = kafka.topics.find((one) => one.name === name);
  const runs = kafka.state === 'running';
  return {
    id: `topic:${name}`,
    kind,
    title: name,
    ...(runs && topic !== undefined ? figures(topic.records, 'records') : nothing),
    condition: runs ? 'topic' : `Kafka ${kafka.state}`,
    tone: runs && topic !== undefined ? 'runs' : 'silent',
  };
}

function queryNode(query: LiveState['status']['queries'][number]): GraphNode {
  const { name, state, lagRows, lagSeconds } = query;
  const behind = lagSeconds === null || lagRows === 0 ? '' : ` · ${duration(lagSeconds * 1_000)}`;
  const told = figures(lagRows, 'behind');
  const runs = state === 'running';
  return {
    id: `query:${name}`,
    kind: 'query',
    title: name,
    ...(runs && lagRows !== null ? { ...told, figure: `${told.figure}${behind}` } : nothing),
    condition: state,
    tone: runs ? 'runs' : 'silent',
  };
}

const nothing = { figure: noData, brief: noData };

function figures(count: number | null, unit: string, briefUnit = unit) {
  if (count === null) return nothing;
  return { figure: `${whole(count)} ${unit}`, brief: `${short(count)} ${briefUnit}` };
}

/** The cause is marked, and what suffers from it is not. */
function toned(node: GraphNode, { causes, slowest }: LiveState): GraphNode {
  if (causes.some((cause) => cause.node === node.id)) return { ...node, tone: 'cause' };
  const isSlow = slowest?.node === node.id && node.tone === 'runs';
  return isSlow ? { ...node, tone: 'slow' } : node;
}
