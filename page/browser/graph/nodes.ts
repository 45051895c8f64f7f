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

/** @param names of all queries. @param isStale what was told last is no longer true */
export function graphOf(live: LiveState, names: readonly string[], isStale: boolean): Graph {
  const nodes = [
    generatorNode(live),
    topicNode(live, topicNames.readings, 'readings'),
    ...names.map((name) => queryNode(live, name)),
    ...names.map((name) => topicNode(live, name, 'rows')),
    topicNode(live, topicNames.deadLetters, 'deadLetters'),
  ];
  const edges = [...live.edges, ...unknownEdges(live, names)];
  if (!isStale) return { nodes: nodes.map((node) => toned(node, live)), edges };
  return {
    nodes: nodes.map((node) => ({ ...node, condition: noData, tone: 'silent' })),
    edges: edges.map((edge) => ({ ...edge, perSecond: null })),
  };
}

/** Of queries that are not told of. */
function unknownEdges({ edges }: LiveState, names: readonly string[]): LiveEdge[] {
  const unknown = names.filter((name) => !edges.some(({ to }) => to === `query:${name}`));
  return unknown.flatMap((name) => {
    const [readings, query] = [`topic:${topicNames.readings}`, `query:${name}`];
    return [
      { from: readings, to: query, perSecond: null },
      { from: query, to: `topic:${name}`, perSecond: null },
      { from: query, to: `topic:${topicNames.deadLetters}`, perSecond: null },
    ];
  });
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
    tone: runs && status.generator.acknowledged !== null ? 'runs' : 'silent',
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

function queryNode({ status }: LiveState, name: string): GraphNode {
  const known = status.queries.find((query) => query.name === name);
  const { state = noData, lagRows = null, lagSeconds = null } = known ?? {};
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
function toned(told: GraphNode, { causes, slowest, silent }: LiveState): GraphNode {
  const isHeard = !silent.includes(told.id);
  const node: GraphNode = isHeard ? told : { ...told, ...nothing, tone: 'silent' };
  if (causes.some(({ nodes }) => nodes.includes(node.id))) return { ...node, tone: 'cause' };
  const isSlow = slowest?.node === node.id && node.tone === 'runs';
  return isSlow ? { ...node, tone: 'slow' } : node;
}
