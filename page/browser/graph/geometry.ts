/** What a drawn graph is made of: places and curves, in pixels. */
import type { GraphNode } from './nodes.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
export interface PlacedEdge {
  readonly key: string;
  /** Of an SVG path. */
  readonly path: string;
  readonly perSecond: number | null;
  readonly label: {
    readonly x: number;
    readonly y: number;
    readonly anchor: 'start' | 'middle' | 'end';
  };
  readonly isDead: boolean;
}
export interface Layout {
  readonly height: number;
  readonly nodes: readonly { readonly node: GraphNode; readonly place: Place }[];
  readonly edges: readonly PlacedEdge[];
}

export const nodeHeight = 62;

/** From left to right, leaving and arriving level. */
export function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const bend = Math.max(12, (to.x - from.x) / 2);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

export const keyOf = ({ from, to }: { from: string; to: string }): string => `${from} ${to}`;
export const isDeadEdge = ({ to }: { to: string }): boolean => to === 'topic:readings.dlq';
