/** What could not be read: why, and the newest with the bytes that came. */
import { deadLetterHeaders } from '../../../chain/names.ts';
import type { LiveRow } from '../../live.ts';
import { letters, live } from '../state/store.ts';
import { clock, whole } from '../state/words.ts';
import { Value } from './record.tsx';

const mostShown = 5;

export function DeadLetters() {
  const reasons = Object.entries(live.value?.deadLetters ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <section class="panel dead-letters" aria-labelledby="dead-title">
      <h2 id="dead-title">Dead letters</h2>
      {reasons.length === 0 ? <p class="quiet">None.</p> : <Reasons reasons={reasons} />}
      <ol class="letters" aria-label="The newest dead letters">
        {records().map(({ row, queries }, place) => (
          <Letter key={placeOf(row)} row={row} queries={queries} isOpen={place === 0} />
        ))}
      </ol>
    </section>
  );
}

interface Dead {
  readonly row: LiveRow;
  readonly queries: readonly string[];
}

/** Each query sends its own letter of the same record. */
function records(): Dead[] {
  const found = new Map<string, Dead>();
  for (const row of letters.value) {
    const before = found.get(placeOf(row));
    const queries = [...(before?.queries ?? []), header(row, 'query') ?? 'the generator'];
    found.set(placeOf(row), { row, queries });
  }
  return [...found.values()].slice(0, mostShown);
}

/** Of the record that is dead. */
function placeOf(row: LiveRow): string {
  return `${header(row, 'reason')} ${row.key}`;
}

function header({ headers }: LiveRow, name: keyof typeof deadLetterHeaders): string | undefined {
  return headers[deadLetterHeaders[name]];
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

function Letter({ row, queries, isOpen }: Dead & { readonly isOpen: boolean }) {
  const told = (name: keyof typeof deadLetterHeaders): string => header(row, name) ?? 'not told';
  return (
    <li>
      <details open={isOpen}>
        <summary>
          <b>{told('reason').replaceAll('_', ' ')}</b>: {told('detail')}
        </summary>
        <p class="quiet">
          {`${clock(Date.parse(row.timestamp))} · ${told('topic')}, partition ${told('partition')}, offset ${told('offset')} · ${queries.toSorted().join(', ')}`}
        </p>
        <Value row={row} />
      </details>
    </li>
  );
}
