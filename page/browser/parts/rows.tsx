/** The newest rows of one topic, as they come; what is skipped is counted. */
import { topicNames } from '../../../chain/names.ts';
import type { LiveRow } from '../../live.ts';
import {
  chain,
  heldBack,
  isRowsPaused,
  rows,
  skipped,
  wantedKey,
  wantedTopic,
} from '../state/store.ts';
import { clock, whole } from '../state/words.ts';
import { RecordDetail } from './record.tsx';

export interface RowsParts {
  /** Other rows are wanted. */
  readonly onWanted: () => void;
}

export function Rows({ onWanted }: RowsParts) {
  return (
    <section class="panel rows" aria-labelledby="rows-title">
      <h2 id="rows-title">Rows</h2>
      <Choice onWanted={onWanted} />
      <p class="quiet">{countText()}</p>
      <div class="scrolls" tabIndex={0} role="region" aria-label="Newest rows">
        <ol class="records">
          {rows.value.map((row) => (
            <Row key={`${row.partition}:${row.offset}`} row={row} />
          ))}
        </ol>
        {rows.value.length === 0 && <p class="quiet">No row has come yet.</p>}
      </div>
    </section>
  );
}

export function topics(): string[] {
  const names = chain.value?.queries.map(({ name }) => name) ?? [];
  return [topicNames.readings, ...names, topicNames.deadLetters];
}

function Choice({ onWanted }: RowsParts) {
  return (
    <form
      class="choice"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <label>
        topic{' '}
        <select
          value={wantedTopic.value}
          onChange={({ currentTarget }) => {
            wantedTopic.value = currentTarget.value;
            onWanted();
          }}
        >
          {topics().map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <KeyField onWanted={onWanted} />
      <PauseButton />
    </form>
  );
}

function KeyField({ onWanted }: RowsParts) {
  return (
    <label>
      key holds{' '}
      <input
        type="search"
        maxLength={200}
        value={wantedKey.value}
        onChange={({ currentTarget }) => {
          if (wantedKey.value === currentTarget.value) return;
          wantedKey.value = currentTarget.value;
          onWanted();
        }}
      />
    </label>
  );
}

function PauseButton() {
  return (
    <button
      type="button"
      aria-pressed={isRowsPaused.value}
      onClick={() => {
        isRowsPaused.value = !isRowsPaused.value;
        heldBack.value = 0;
      }}
    >
      {isRowsPaused.value ? 'Go on' : 'Pause'}
    </button>
  );
}

function countText(): string {
  const standing = isRowsPaused.value ? `paused: ${whole(heldBack.value)} came meanwhile · ` : '';
  return `${standing}at most 15 a second are shown, ${whole(skipped.value)} were skipped`;
}

function Row({ row }: { readonly row: LiveRow }) {
  return (
    <li>
      <details>
        <summary>
          <time>{clock(Date.parse(row.timestamp))}</time>
          <b>{row.key ?? 'no key'}</b>
          <span>{row.value}</span>
        </summary>
        <RecordDetail row={row} />
      </details>
    </li>
  );
}
