/** Where the parts of the graph stand: side by side where there is room, else below each other. */
import { stacked } from './belowEachOther.ts';
import type { Layout } from './geometry.ts';
import type { Graph } from './nodes.ts';
import { columns } from './sideBySide.ts';

const leastWide = 760;

export function layoutOf(graph: Graph, width: number): Layout {
  return width >= leastWide ? columns(graph, width) : stacked(graph, width);
}
