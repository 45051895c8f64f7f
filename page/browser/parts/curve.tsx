/** One measure as curves, drawn by uPlot; what happened stands as lines across. */
import { useEffect, useRef } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import uPlot from 'uplot';
import type { Happening } from '../../live.ts';
import type { Line, Measure } from '../state/measures.ts';
import { happenings, historyMs, points } from '../state/store.ts';
import { clock } from '../state/words.ts';

const height = 96;
const axisWidth = 56;
const together = uPlot.sync('history');

interface Parts {
  readonly measure: Measure;
  /** The point that is pointed at. */
  readonly at: Signal<number | null>;
}

export function Curve({ measure, at }: Parts) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const names = measure.lines.map(({ name }) => name).join('\n');
  useEffect(() => drawnAnew(box.current, plot, { measure, at }), [names]);
  useEffect(() => {
    plot.current?.setData(dataOf(measure));
  });
  return (
    <div class="curve" ref={box} role="img" aria-label={`${measure.name} over five minutes`} />
  );
}

/** Drawn again where the screen's colours change: a canvas keeps those it was drawn in. */
function drawnAnew(
  box: HTMLElement | null,
  plot: { current: uPlot | undefined },
  parts: Parts,
): (() => void) | undefined {
  if (box === null) return undefined;
  const draw = (): void => {
    plot.current?.destroy();
    plot.current = new uPlot(optionsOf(box, parts), dataOf(parts.measure), box);
  };
  draw();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw);
  const observer = new ResizeObserver(() => {
    plot.current?.setSize({ width: box.clientWidth, height });
  });
  observer.observe(box);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', draw);
    plot.current?.destroy();
    plot.current = undefined;
  };
}

function dataOf({ times, lines }: Measure): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

type Colour = (name: string) => string;

function optionsOf(box: HTMLElement, { measure, at }: Parts): uPlot.Options {
  const colour: Colour = (name) => getComputedStyle(box).getPropertyValue(`--${name}`);
  return {
    ...{ width: box.clientWidth, height, legend: { show: false } },
    cursor: { sync: { key: together.key }, drag: { x: false, y: false }, points: { size: 5 } },
    scales: { x: { range: shownTimes }, y: { range: (_, __, most) => [0, (most || 1) * 1.1] } },
    axes: axesOf(measure, colour),
    series: [{}, ...measure.lines.map((line) => seriesOf(line, colour))],
    hooks: {
      draw: [
        (plot) => {
          drawHappenings(plot, colour);
        },
      ],
      setCursor: [
        ({ cursor }) => {
          at.value = cursor.idx ?? null;
        },
      ],
    },
  };
}

function axesOf({ axisText }: Measure, colour: Colour): uPlot.Axis[] {
  const shared = { stroke: colour('quiet'), font: '11px system-ui', ticks: { show: false } };
  return [
    {
      ...shared,
      size: 22,
      incrs: [60, 120],
      grid: { show: false },
      values: (_, at) => at.map(minuteText),
    },
    {
      ...{ ...shared, size: axisWidth, space: 28, grid: { stroke: colour('line'), width: 1 } },
      values: (_, values) => values.map((value) => axisText(value)),
    },
  ];
}

function seriesOf({ colour: at, dash }: Line, colour: Colour): uPlot.Series {
  return { stroke: colour(`line-${at}`), width: 1.6, dash: [...dash], points: { show: false } };
}

/** Always five minutes: a chain that is young fills but a part. */
function shownTimes(): [number, number] {
  const end = (points.value.at(-1)?.atMs ?? Date.now()) / 1_000;
  return [end - historyMs / 1_000, end];
}

function minuteText(at: number): string {
  return clock(at * 1_000).slice(0, 5);
}

const troubles: readonly Happening['kind'][] = ['died', 'failed', 'fault', 'notProven'];

function drawHappenings(plot: uPlot, colour: Colour): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { atMs, kind } of happenings.value) {
    const x = Math.round(plot.valToPos(atMs / 1_000, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(troubles.includes(kind) ? 'cause' : 'quiet');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillRect(x - 3, bbox.top + bbox.height - 3, 7, 6);
  }
  ctx.restore();
}
