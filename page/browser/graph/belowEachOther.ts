/** For narrow screens: a row for what comes in, a row a query with its topic, a row for dead letters. */
import type { LiveEdge } from '../../live.ts';
import { curve, isDeadEdge, keyOf, nodeHeight } from './geometry.ts';
import type { Layout, Place, PlacedEdge } from './geometry.ts';
import type { Graph, GraphNode } from './nodes.ts';

const row = nodeHeight + 34;
const margin = 16;

export function stacked({ nodes, edges }: Graph, width: number): Layout {
  const gap = Math.max(48, width * 0.16);
  const nodeWidth = (width - margin - gap - 2) / 2;
  const queries = nodes.filter(({ kind }) => kind === 'query').length;
  const counts = { query: 0, rows: 0 };
  const placed = nodes.map((node) => {
    const isLeft = node.kind === 'generator' || node.kind === 'query';
    const x = isLeft ? margin : margin + nodeWidth + gap;
    return { node, place: { x, y: top(node, queries, counts), width: nodeWidth } };
  });
  const places = new Map(placed.map(({ node, place }) => [node.id, place]));
  return {
    height: (queries + 2) * row - 30,
    nodes: placed,
    edges: edges.flatMap((edge) => placeEdge(edge, places) ?? []),
  };
}

function top(
  { kind }: GraphNode,
  queries: number,
  counts: { query: number; rows: number },
): number {
  if (kind === 'query' || kind === 'rows') return 2 + ++counts[kind] * row;
  return kind === 'deadLetters' ? 2 + (queries + 1) * row : 2;
}

function placeEdge(edge: LiveEdge, places: ReadonlyMap<string, Place>): PlacedEdge | undefined {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (from === undefined || to === undefined) return undefined;
  const isDead = isDeadEdge(edge);
  const { path, label } = edge.to.startsWith('query:')
    ? aroundTheLeft(from, to)
    : isDead
      ? downTheMiddle(from, to)
      : across(from, to);
  return { key: keyOf(edge), path, label, perSecond: edge.perSecond, isDead };
}

type Drawn = Pick<PlacedEdge, 'path' | 'label'>;

function across(from: Place, to: Place): Drawn {
  const y = from.y + nodeHeight / 2;
  const path = curve({ x: from.x + from.width, y }, { x: to.x, y });
  return { path, label: { x: (from.x + from.width + to.x) / 2, y: y - 9, anchor: 'middle' } };
}

/** From the topic's foot over to the edge of the screen, and down to the query. */
function aroundTheLeft(from: Place, to: Place): Drawn {
  const [x, y] = [from.x + from.width / 2, from.y + nodeHeight];
  const turn = y + 13;
  const end = to.y + nodeHeight / 2;
  const path = `M${x} ${y}V${turn - 6}Q${x} ${turn} ${x - 6} ${turn}H9Q3 ${turn} 3 ${turn + 6}V${end - 6}Q3 ${end} 9 ${end}H${to.x}`;
  return { path, label: { x: to.x + 2, y: to.y - 6, anchor: 'start' } };
}

function downTheMiddle(from: Place, to: Place): Drawn {
  const start = { x: from.x + from.width, y: from.y + nodeHeight / 2 + 14 };
  const middle = start.x + 14;
  const end = to.y + nodeHeight / 2;
  const path = `M${start.x} ${start.y}H${middle - 6}Q${middle} ${start.y} ${middle} ${start.y + 6}V${end - 6}Q${middle} ${end} ${middle + 6} ${end}H${to.x}`;
  return { path, label: { x: middle - 4, y: from.y + nodeHeight + 12, anchor: 'end' } };
}
