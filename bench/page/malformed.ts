/** Requests that no client of the page sends. Pure: the same number gives the same request. */
import { tokenHeader } from '../../page/live.ts';
import type { PageAddress } from '../../page/address.ts';

export const kinds = ['hosts', 'origins', 'paths', 'lines', 'headers', 'halves'] as const;
export type Kind = (typeof kinds)[number];

/** Where the token is right, nothing but what is malformed keeps the answer back. */
const wanted = ['/api/state', '/api/stream?topic=readings', '/metrics', '/'] as const;

export function malformed(kind: Kind, at: number, page: PageAddress): Buffer {
  return makers[kind](at, page);
}

type Maker = (at: number, page: PageAddress) => Buffer;

const makers: Readonly<Record<Kind, Maker>> = {
  hosts: (at, page) =>
    request({ path: pick(wanted, at), lines: [`Host: ${hostOf(at, page)}`, tokenLine(page)] }),
  origins: (at, page) =>
    request({
      path: pick(wanted, at),
      lines: [own(page), tokenLine(page), `Origin: ${originOf(at, page)}`],
    }),
  paths: (at, page) => request({ path: pathOf(at), lines: [own(page)] }),
  // Without the token: who has it may ask in whatever way Node still understands.
  lines: (at, page) => bytes(`${lineOf(at)}\r\n${own(page)}\r\nConnection: close\r\n\r\n`),
  headers: (at, page) =>
    request({ path: pick(wanted, at), lines: [own(page), tokenLine(page), headerOf(at)] }),
  halves: (at, page) => {
    const whole = request({
      method: 'POST',
      path: '/api/scale',
      lines: [own(page), tokenLine(page), 'Content-Type: application/json', 'Content-Length: 99'],
      body: '{"replicas":',
    });
    return whole.subarray(0, 1 + (Math.imul(at, 7) % (whole.length - 1)));
  },
};

interface Parts {
  readonly method?: string;
  readonly path: string;
  readonly lines: readonly string[];
  readonly body?: string;
}

function request({ method = 'GET', path, lines, body = '' }: Parts): Buffer {
  const head = [`${method} ${path} HTTP/1.1`, ...lines, 'Connection: close'];
  return bytes(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Each sign a byte, so that bytes that are no text can be written too. */
function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const own = ({ port }: PageAddress): string => `Host: 127.0.0.1:${port}`;
const tokenLine = ({ token }: PageAddress): string => `${tokenHeader}: ${token}`;

function pick<T>(all: readonly T[], at: number): T {
  return all[at % all.length] as T;
}

function hostOf(at: number, { port }: PageAddress): string {
  const ours = `127.0.0.1:${port}`;
  return pick(
    [
      `stranger-${at}.example`,
      `stranger-${at}.example:${port}`,
      `127.0.0.1.stranger-${at}.example:${port}`,
      `${at}.localhost:${port}`,
      `127.0.0.1:${(port + 1 + (at % 500)) % 65_536}`,
      `${at}@${ours}`,
      `${ours}, stranger-${at}.example`,
      `${ours}\r\nHost: stranger-${at}.example`,
      `[::ffff:127.0.0.1]:${port}`,
      `127.0.0.${2 + (at % 250)}:${port}`,
      `${ours}/${at}`,
      `${'x'.repeat(1 + (at % 9_000))}:${port}`,
      `\u00ff\u00fe${at}`,
      '',
    ],
    // Beside the paths: each form meets each of them.
    Math.floor(at / wanted.length),
  );
}

function originOf(at: number, { port }: PageAddress): string {
  const ours = `http://127.0.0.1:${port}`;
  return pick(
    [
      `http://stranger-${at}.example`,
      `http://stranger-${at}.example:${port}`,
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${(port + 1 + (at % 500)) % 65_536}`,
      `${ours}.stranger-${at}.example`,
      `${ours}/${at}`,
      `${ours} http://stranger-${at}.example`,
      `${ours}\r\nOrigin: http://stranger-${at}.example`,
      'null',
      `chrome-extension://${at}`,
      `file://${at}`,
      `${'y'.repeat(1 + (at % 9_000))}`,
      `\u00ff\u00fe${at}`,
    ],
    Math.floor(at / wanted.length),
  );
}

function pathOf(at: number): string {
  const up = '../'.repeat(1 + (at % 12));
  const encoded = '%2e%2e%2f'.repeat(1 + (at % 12));
  return pick(
    [
      `/${up}etc/passwd`,
      `/${encoded}etc/passwd`,
      `/..%5c..%5c${at}`,
      `/${up}.courant/page.json`,
      `/app.js/${up}${at}/.courant/page.json`,
      `/@fs/etc/passwd?${at}&raw??`,
      `/app.js%00${at}`,
      `/${'%'.repeat(1 + (at % 50))}`,
      `/%ff%fe%${at % 100}`,
      `//stranger-${at}.example/api/state`,
      `http://stranger-${at}.example/api/state`,
      `/${'a'.repeat(at * 20)}`,
      `/api/state/${at}`,
      `/api/state?token=${at}`,
      '/__proto__/constructor',
      `\u00ff${at}`,
      '*',
    ],
    at,
  );
}

function lineOf(at: number): string {
  return pick(
    [
      `GET /api/state HTTP/${at % 10}.9`,
      `GET  /api/state  HTTP/1.1`,
      `GET /api/state`,
      `get /api/state HTTP/1.1`,
      `${'G'.repeat(1 + (at % 300))} /api/state HTTP/1.1`,
      `\u0000\u0001${at} /api/state HTTP/1.1`,
      `GET /api/state HTTP/1.1 ${at}`,
      `GET\t/api/state\tHTTP/1.1`,
      `CONNECT 127.0.0.1:${at} HTTP/1.1`,
      `PRI * HTTP/2.0`,
      `\u0016\u0003\u0001${at}`,
    ],
    at,
  );
}

/** A page takes headers of 16 KiB. */
const tooLong = 16_384;

function headerOf(at: number): string {
  return pick(
    [
      `X-Long: ${'b'.repeat(tooLong + at)}`,
      `${'N'.repeat(tooLong + at)}: long`,
      Array.from({ length: tooLong / 16 }, (_, of) => `X-${at}-${of}: ${'c'.repeat(16)}`).join(
        '\r\n',
      ),
      `X-Bare ${at}`,
      `X Space: ${at}`,
      `X-Nul: \u0000${at}`,
      `: ${at}`,
      `Content-Length: -${at + 1}`,
      `Content-Length: ${at}\r\nContent-Length: ${at + 1}`,
      `Transfer-Encoding: chunked\r\nContent-Length: ${at}`,
    ],
    Math.floor(at / wanted.length),
  );
}
