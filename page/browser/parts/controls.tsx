/** What can be changed from here, where the chain is this machine's own. */
import { act, busy } from '../state/actions.ts';
import { chain, isStale, live } from '../state/store.ts';

const most = 64;

export function ControlsPanel() {
  const state = live.value;
  if (chain.value?.hasControls !== true || state === null) return null;
  return (
    <section class="panel controls" aria-labelledby="controls-title">
      <h2 id="controls-title">Try it</h2>
      <Generators />
      <div class="buttons" role="group" aria-label="Kill a leg">
        {state.status.legs.map(({ id, state: condition }) => (
          <Action
            key={id}
            name={`Kill ${id}`}
            isOff={condition !== 'running'}
            onDo={() => act('kill', { leg: id })}
          />
        ))}
      </div>
      <p class="quiet">
        kill −9, without a warning: the supervisor starts it again. Watch the graph, then prove that
        nothing was lost.
      </p>
    </section>
  );
}

function Generators() {
  const { replicas } = live.value?.status.generator ?? { replicas: 0 };
  const isPaused = live.value?.status.legs.some(({ state }) => state === 'paused') === true;
  return (
    <div class="buttons" role="group" aria-label="Generators">
      <Action
        name="One generator less"
        isOff={replicas <= 0}
        onDo={() => act('scale', { replicas: replicas - 1 })}
      />
      <output>{replicas === 1 ? '1 generator' : `${replicas} generators`}</output>
      <Action
        name="One more"
        isOff={replicas >= most}
        onDo={() => act('scale', { replicas: replicas + 1 })}
      />
      {isPaused ? (
        <Action name="Resume" isOff={false} onDo={() => act('resume', {})} />
      ) : (
        <Action name="Pause" isOff={false} onDo={() => act('pause', {})} />
      )}
    </div>
  );
}

interface ActionParts {
  readonly name: string;
  readonly isOff: boolean;
  readonly onDo: () => Promise<void>;
}

/** It stays reachable by keyboard while it is off: a button that vanishes takes the focus with it. */
function Action({ name, isOff, onDo }: ActionParts) {
  const isIdle = isOff || isStale.value || busy.value.size > 0;
  return (
    <button
      type="button"
      aria-disabled={isIdle}
      onClick={() => {
        if (!isIdle) void onDo();
      }}
    >
      {name}
    </button>
  );
}
