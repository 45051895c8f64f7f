/** Five minutes of the chain as curves over one time, with the figures beside, and what happened meanwhile. */
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Happening } from '../../live.ts';
import { figuresAt, measures } from '../state/measures.ts';
import type { Line, Measure } from '../state/measures.ts';
import { happenings, points } from '../state/store.ts';
import { clock } from '../state/words.ts';
import { Curve } from './curve.tsx';

export function History() {
  const at = useSignal<number | null>(null);
  const all = measures(points.value);
  return (
    <section class="panel history" aria-labelledby="history-title">
      <div class="title-row">
        <h2 id="history-title">The last five minutes</h2>
        <p class="quiet">{momentText(at.value)}</p>
      </div>
      {all.map((measure) => (
        <Row key={measure.name} measure={measure} at={at} />
      ))}
      <Happenings />
    </section>
  );
}

function momentText(at: number | null): string {
  const atMs = at === null ? undefined : points.value[at]?.atMs;
  return atMs === undefined ? 'figures of now; point at a curve for others' : clock(atMs);
}

function Row({ measure, at }: { readonly measure: Measure; readonly at: Signal<number | null> }) {
  return (
    <figure class="measure">
      <figcaption>
        <h3>{measure.name}</h3>
        <ul>
          {figuresAt(measure, at.value).map(({ line, text }) => (
            <li key={line.name}>
              <Swatch line={line} /> {line.name !== '' && <span>{line.name}</span>} <b>{text}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <Curve measure={measure} at={at} />
    </figure>
  );
}

function Swatch({ line }: { readonly line: Line }) {
  return (
    <svg class="swatch" aria-hidden="true" width="18" height="8" viewBox="0 0 18 8">
      <path class={`line-${line.colour}`} d="M0 4H18" stroke-dasharray={line.dash.join(' ')} />
    </svg>
  );
}

const mostShown = 8;

function Happenings() {
  // What is not drawn is said for as long as it is not drawn, whatever happened since.
  const isGap = ({ kind }: Happening): boolean => kind === 'forgotten';
  const gaps = happenings.value.filter(isGap);
  const others = happenings.value.filter((one) => !isGap(one)).slice(-mostShown);
  const newest = [...others.toReversed(), ...gaps];
  if (newest.length === 0)
    return <p class="quiet">Nothing happened: no kill, no change, no fault.</p>;
  return (
    <ol class="happenings" aria-label="What happened, the newest first">
      {newest.map(({ atMs, kind, sentence }, place) => (
        <li key={`${atMs} ${sentence} ${place}`} class={kind}>
          <time>{clock(atMs)}</time> <span>{sentence}</span>
        </li>
      ))}
    </ol>
  );
}
