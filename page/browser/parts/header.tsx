/** What chain this is, how it is as a whole, and whether the page hears of it. */
import { chain, isStale, link, live } from '../state/store.ts';
import { whole } from '../state/words.ts';

const links = {
  connecting: 'connecting …',
  open: 'live',
  paused: 'paused while nobody looks',
  lost: 'the page’s server does not answer; trying again',
  refused: 'the page’s key is not the right one: take the address that courant open shows',
} as const;

export function Header() {
  return (
    <header class="top">
      <h1>
        <Mark /> {chain.value?.name ?? 'courant'}
      </h1>
      <p class="quiet">{summary()}</p>
      <p class={`link ${isStale.value ? 'lost' : link.value}`} role="status">
        {links[link.value]}
      </p>
    </header>
  );
}

function summary(): string {
  const { value: state } = live;
  if (state === null) return chain.value === null ? '' : `on ${chain.value.target}`;
  const { target, state: condition, legs } = state.status;
  if (isStale.value) return `${target}, ${condition} when last heard of`;
  const restarts = legs.reduce((sum, leg) => sum + leg.restarts, 0);
  return `${target} · ${condition} · ${whole(restarts)} ${restarts === 1 ? 'restart' : 'restarts'}`;
}

/** Three waves: what flows. */
function Mark() {
  return (
    <svg class="mark" aria-hidden="true" width="26" height="20" viewBox="0 0 26 20">
      {[4, 10, 16].map((y) => (
        <path key={y} d={`M1 ${y}c4-5 8-5 12 0s8 5 12 0`} />
      ))}
    </svg>
  );
}
