/** The chain as a picture, and the same as a list for those who do not see it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { isStale, live, queryNames } from '../state/store.ts';
import { cut, perSecond } from '../state/words.ts';
import { nodeHeight } from './geometry.ts';
import type { Place, PlacedEdge } from './geometry.ts';
import { layoutOf } from './layout.ts';
import { graphOf } from './nodes.ts';
import type { Graph, GraphNode } from './nodes.ts';

const signs = { runs: '●', slow: '◆', cause: '▲', silent: '○' } as const;
const pixelsOfASign = 8.2;

export function ChainGraph() {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const state = live.value;
  const graph = state === null ? undefined : graphOf(state, queryNames.value, isStale.value);
  return (
    <section class="panel chain" aria-labelledby="chain-title">
      <h2 id="chain-title">The chain</h2>
      <Sentences />
      <div class="graph" ref={box}>
        {graph !== undefined && width > 0 && <Picture graph={graph} width={width} />}
      </div>
      {graph !== undefined && <Spoken graph={graph} />}
    </section>
  );
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? 0));
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return width;
}

function Sentences() {
  const state = live.value;
  if (state === null) return <p class="sentence">Waiting for the first figures …</p>;
  if (isStale.value) {
    return <p class="sentence">What is drawn here was told last; no data comes at the moment.</p>;
  }
  const { causes, slowest } = state;
  if (causes.length > 0) {
    return causes.map(({ sentence }) => (
      <p key={sentence} class="sentence cause">
        <span aria-hidden="true">▲ </span>
        {sentence}
      </p>
    ));
  }
  if (slowest === null) return <p class="sentence">{wellSentence()}</p>;
  return (
    <p class="sentence slow">
      <span aria-hidden="true">◆ </span>
      {slowest.sentence}
    </p>
  );
}

/** Nothing is behind; whether it runs is another question. */
function wellSentence(): string {
  const { state, legs } = live.value?.status ?? { state: 'not known', legs: [] };
  if (state !== 'running') return `The chain is ${state}.`;
  const isWritten = legs.some((leg) => leg.name === 'generator' && leg.state === 'running');
  return isWritten ? 'Every leg keeps up.' : 'No generator writes; every query has what there is.';
}

function Picture({ graph, width }: { readonly graph: Graph; readonly width: number }) {
  const layout = layoutOf(graph, width);
  const most = Math.max(1, ...layout.edges.map((edge) => edge.perSecond ?? 0));
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={layout.height}
      viewBox={`0 0 ${width} ${layout.height}`}
    >
      {layout.edges.map((edge) => (
        <path
          key={edge.key}
          class={edgeClass(edge)}
          d={edge.path}
          stroke-width={thickness(edge, most)}
        />
      ))}
      {layout.edges.map((edge) => (
        <EdgeLabel key={edge.key} edge={edge} />
      ))}
      {layout.nodes.map(({ node, place }) => (
        <Node key={node.id} node={node} place={place} />
      ))}
    </svg>
  );
}

function edgeClass({ perSecond: rate, isDead }: PlacedEdge): string {
  const flow = rate === null ? 'edge silent' : rate === 0 ? 'edge still' : 'edge flows';
  return isDead ? `${flow} dead` : flow;
}

function thickness({ perSecond: rate }: PlacedEdge, most: number): number {
  return rate === null || rate === 0 ? 1.5 : 2 + 9 * Math.sqrt(rate / most);
}

/** Dead letters that do not come need no figure. */
function EdgeLabel({ edge }: { readonly edge: PlacedEdge }) {
  if (edge.isDead && (edge.perSecond ?? 0) === 0) return null;
  const { x, y, anchor } = edge.label;
  return (
    <text class="rate" x={x} y={y} text-anchor={anchor}>
      {perSecond(edge.perSecond)}
    </text>
  );
}

/** Narrower than this, texts are set smaller and told in brief. */
const littleRoom = 190;

function Node({ node, place }: { readonly node: GraphNode; readonly place: Place }) {
  const { x, y, width } = place;
  const isSmall = width < littleRoom;
  const rounding = node.kind === 'query' ? 24 : 8;
  const margin = (node.kind === 'query' ? 16 : 12) - (isSmall ? 4 : 0);
  const most = Math.floor((width - 2 * margin) / (isSmall ? 7 : pixelsOfASign));
  return (
    <g class={`node ${node.tone} ${isSmall ? 'small' : ''}`} transform={`translate(${x} ${y})`}>
      <rect width={width} height={nodeHeight} rx={rounding} />
      <text class="title" x={margin} y={26}>
        {cut(node.title, most)}
      </text>
      <text class="figure" x={margin} y={46}>
        {cut(`${signs[node.tone]} ${figureOf(node, isSmall)}`, Math.floor(most * 1.15))}
      </text>
    </g>
  );
}

function figureOf({ tone, condition, figure, brief }: GraphNode, isSmall: boolean): string {
  if (tone === 'runs' || tone === 'slow') return isSmall ? brief : figure;
  return isSmall ? condition : `${figure} · ${condition}`;
}

function Spoken({ graph }: { readonly graph: Graph }) {
  const nameOf = new Map(graph.nodes.map(({ id, title, kind }) => [id, `${kind} ${title}`]));
  return (
    <ul class="unseen">
      {graph.nodes.map((node) => (
        <li key={node.id}>
          {`${node.title}: ${node.condition}, ${node.figure}${node.tone === 'cause' ? ', the cause' : ''}`}
        </li>
      ))}
      {graph.edges.map((edge) => (
        <li key={`${edge.from} ${edge.to}`}>
          {`${nameOf.get(edge.from) ?? edge.from} to ${nameOf.get(edge.to) ?? edge.to}: ${perSecond(edge.perSecond)}`}
        </li>
      ))}
    </ul>
  );
}
