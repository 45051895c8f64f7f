/** Three things to try in a terminal, and what will be seen. */
import { useSignal } from '@preact/signals';
import { chain, live } from '../state/store.ts';

interface Stop {
  readonly title: string;
  readonly command: string;
  readonly seen: string;
}

export function Tour() {
  return (
    <section class="panel tour" aria-labelledby="tour-title">
      <h2 id="tour-title">Three things to try</h2>
      <ol class="cards">
        {stops().map((stop) => (
          <li key={stop.title} class="stop">
            <h3>{stop.title}</h3>
            <Command text={stop.command} about={stop.title} />
            <p class="quiet">{stop.seen}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stops(): Stop[] {
  return [
    {
      title: 'More generators',
      command: 'npx courant scale 3',
      seen: 'The edge into readings grows. A query that cannot keep up is named above the graph, and its lag grows in the curves.',
    },
    {
      title: 'Kill a leg',
      command: killCommand(),
      seen: 'Its edges say no data, the cause is coloured, the lag climbs and drains again. Then prove: nothing is lost, batches may be recounted.',
    },
    editStop(),
  ];
}

function killCommand(): string {
  if (chain.value?.target === 'kind')
    return 'kubectl delete pod -A -l app.kubernetes.io/component=driver --now';
  const pid = live.value?.status.legs.find(({ name }) => name === 'spark')?.pid ?? null;
  return `kill -9 ${pid ?? 'PID'}`;
}

/** A window that is edited no longer fits its state: Spark has to read again. */
function editStop(): Stop {
  const windowed = live.value?.status.queries.find(({ plan }) => plan?.kind === 'window')?.name;
  const name = windowed ?? chain.value?.queries[0]?.name ?? 'QUERY';
  return {
    title: 'Edit a window',
    command: `npx courant down --keep-data && npx courant reset ${name} && npx courant up`,
    seen: `First change the window in ${name}.sql. The query reads again all that Kafka keeps: its lag starts high and drains, and the proof closes once it has read everything.`,
  };
}

function Command({ text, about }: { readonly text: string; readonly about: string }) {
  const said = useSignal('Copy');
  const copy = async (): Promise<void> => {
    said.value = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Select and copy it yourself',
    );
  };
  return (
    <div class="command">
      <code>{text}</code>
      <button type="button" aria-label={`${said.value}: ${about}`} onClick={() => void copy()}>
        {said.value}
      </button>
    </div>
  );
}
