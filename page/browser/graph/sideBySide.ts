/** Four columns: generators, readings, queries, what they write. */
import type { LiveEdge } from '../../live.ts';
import { curve, isDeadEdge, keyOf, nodeHeight } from './geometry.ts';
import type { Layout, Place, PlacedEdge } from './geometry.ts';
import type { Graph, GraphNode } from './nodes.ts';

const between = 22;
const row = nodeHeight + between;
const columnOf = { generator: 0, readings: 1, query: 2, rows: 3, deadLetters: 3 } as const;

export function columns({ nodes, edges }: Graph, width: number): Layout {
  const gap = Math.min(190, Math.max(76, width * 0.1));
  const nodeWidth = (width - 2 - 3 * gap) / 4;
  const queries = nodes.filter(({ kind }) => kind === 'query').length;
  const height = (queries + 1) * row - between + 4;
  const counts = { query: 0, rows: 0 };
  const placed = nodes.map((node) => {
    const x = 1 + columnOf[node.kind] * (nodeWidth + gap);
    return { node, place: { x, y: top(node, queries, counts), width: nodeWidth } };
  });
  const places = new Map(placed.map(({ node, place }) => [node.id, place]));
  return { height, nodes: placed, edges: edges.flatMap((edge) => placeEdge(edge, places) ?? []) };
}

function top(
  { kind }: GraphNode,
  queries: number,
  counts: { query: number; rows: number },
): number {
  if (kind === 'query' || kind === 'rows') return 2 + counts[kind]++ * row;
  if (kind === 'deadLetters') return 2 + queries * row;
  return 2 + ((queries - 1) * row) / 2;
}

function placeEdge(edge: LiveEdge, places: ReadonlyMap<string, Place>): PlacedEdge | undefined {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (from === undefined || to === undefined) return undefined;
  const isDead = isDeadEdge(edge);
  const intoQuery = edge.to.startsWith('query:');
  const start = { x: from.x + from.width, y: from.y + nodeHeight / 2 + shift(edge) };
  const end = { x: to.x, y: to.y + nodeHeight / 2 };
  const label = isDead
    ? ({ x: start.x + 10, y: start.y + 18, anchor: 'start' } as const)
    : intoQuery
      ? ({ x: end.x - 8, y: end.y + (end.y > start.y ? 20 : -10), anchor: 'end' } as const)
      : ({ x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 - 8, anchor: 'middle' } as const);
  return { key: keyOf(edge), path: curve(start, end), perSecond: edge.perSecond, label, isDead };
}

/** What branches off leaves a query below what goes on. */
function shift(edge: LiveEdge): number {
  return isDeadEdge(edge) ? 14 : 0;
}
