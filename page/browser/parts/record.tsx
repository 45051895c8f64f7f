/** One record in full: where it lies, its headers, its value as text and as bytes. */
import type { LiveRow } from '../../live.ts';

const mostBytes = 256;

export function RecordDetail({ row }: { readonly row: LiveRow }) {
  const headers = Object.entries(row.headers);
  return (
    <div class="record">
      <p class="quiet">{`partition ${row.partition}, offset ${row.offset}, ${row.timestamp}`}</p>
      {headers.length > 0 && (
        <dl class="headers">
          {headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Value row={row} />
    </div>
  );
}

export function Value({ row }: { readonly row: LiveRow }) {
  return (
    <>
      <pre tabIndex={0} aria-label="Value as text">
        {row.value === '' ? '(empty)' : row.value}
      </pre>
      <pre class="hex" tabIndex={0} aria-label="Value as bytes">
        {dumpOf(row)}
      </pre>
    </>
  );
}

/** Sixteen bytes a line. Of text that came as text the bytes are told again. */
function dumpOf({ hex, value }: LiveRow): string {
  const bytes = hex === null ? [...new TextEncoder().encode(value)] : bytesOf(hex);
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, mostBytes); at += 16) {
    lines.push(lineOf(at, bytes.slice(at, at + 16)));
  }
  return bytes.length > mostBytes ? [...lines, '…'].join('\n') : lines.join('\n');
}

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function lineOf(at: number, bytes: readonly number[]): string {
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = bytes.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'));
  return `${at.toString(16).padStart(4, '0')}  ${digits.padEnd(47)}  ${text.join('')}`;
}
