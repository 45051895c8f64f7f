/** What changed, for those who hear the page: only what matters, and each once. */
import { computed } from '@preact/signals';
import { refusal } from '../state/actions.ts';
import { happenings, isStale, live } from '../state/store.ts';

/** Figures move every second and would be read out without an end: the sentence tells them, here stands who. */
const spoken = computed(() => {
  if (isStale.value) return 'No data comes at the moment.';
  const { causes, slowest } = live.value ?? { causes: [], slowest: null };
  const cause = causes.map(({ sentence }) => sentence).join('. ');
  const slow = slowest === null ? '' : `${slowest.node.replace(/^\w+:/, '')} holds up the chain.`;
  return [cause === '' ? slow : cause, happenings.value.at(-1)?.sentence ?? ''].join(' ');
});

export function Announcer() {
  return (
    <p class="unseen" aria-live="polite" aria-atomic="true">
      {spoken.value}
    </p>
  );
}

/** Why the last change was not made; it goes with the next one that is. */
export function Refusal() {
  return (
    <p class={refusal.value === null ? 'unseen' : 'refusal'} role="alert">
      {refusal.value}
    </p>
  );
}
