/** What could not be read: why, and the newest with the bytes that came. */
import { deadLetterHeaders, topicNames } from '../../../chain/names.ts';
import type { LiveRow } from '../../live.ts';
import { live, rows, wantedTopic } from '../state/store.ts';
import { clock, whole } from '../state/words.ts';
import { Value } from './record.tsx';
import type { RowsParts } from './rows.tsx';

const mostLetters = 5;

export function DeadLetters({ onWanted }: RowsParts) {
  const reasons = Object.entries(live.value?.deadLetters ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <section class="panel dead-letters" aria-labelledby="dead-title">
      <h2 id="dead-title">Dead letters</h2>
      {reasons.length === 0 ? <p class="quiet">None.</p> : <Reasons reasons={reasons} />}
      {wantedTopic.value === topicNames.deadLetters ? (
        <Newest />
      ) : (
        <button
          type="button"
          onClick={() => {
            wantedTopic.value = topicNames.deadLetters;
            onWanted();
          }}
        >
          Show the newest
        </button>
      )}
    </section>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly (readonly [string, number])[] }) {
  const most = Math.max(1, ...reasons.map(([, count]) => count));
  return (
    <table class="reasons">
      <caption class="unseen">Dead letters by reason</caption>
      <tbody>
        {reasons.map(([reason, count]) => (
          <tr key={reason}>
            <th scope="row">{reason.replaceAll('_', ' ')}</th>
            <td class="bar">
              <svg aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">
                <rect width={Math.max(0.5, (100 * count) / most)} height={10} />
              </svg>
            </td>
            <td>{whole(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Newest() {
  const newest = rows.value.slice(0, mostLetters);
  if (newest.length === 0) return <p class="quiet">None has come yet.</p>;
  return (
    <ol class="letters">
      {newest.map((row) => (
        <Letter key={`${row.partition}:${row.offset}`} row={row} />
      ))}
    </ol>
  );
}

function Letter({ row }: { readonly row: LiveRow }) {
  const header = (name: keyof typeof deadLetterHeaders): string =>
    row.headers[deadLetterHeaders[name]] ?? 'not told';
  return (
    <li>
      <p>
        <b>{header('reason').replaceAll('_', ' ')}</b>: {header('detail')}
      </p>
      <p class="quiet">
        {`${clock(Date.parse(row.timestamp))} · ${header('topic')}, partition ${header('partition')}, offset ${header('offset')} · ${header('query')}`}
      </p>
      <Value row={row} />
    </li>
  );
}
