import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PageServer } from '../../../page/server/pageServer.ts';
import { newToken } from '../../../page/server/token.ts';
import { sendRaw, statusOf, textOf } from '../rawRequest.ts';
import type { RawRequest } from '../rawRequest.ts';

const secret = 'a reading of somebody';
const token = newToken();
let server: PageServer;
let asked = 0;

beforeAll(async () => {
  server = await PageServer.listen({
    port: 0,
    token,
    files: new Map([['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('the page') }]]),
    routes: {
      'GET /api/state': (_request, response) => {
        asked += 1;
        response.end(secret);
      },
      'POST /api/fail': () => {
        throw new Error(secret);
      },
      'GET /api/late': async (_request, response) => {
        response.write('begun');
        await Promise.reject(new Error(secret));
      },
    },
    openRoutes: { 'GET /metrics': (_request, response) => void response.end('counts') },
  });
});

afterAll(() => server.close());

const own = (): string => `Host: 127.0.0.1:${server.port}`;
const withToken = (): string => `X-Courant-Token: ${token}`;
const ask = (request: Partial<RawRequest>): Promise<number> =>
  statusOf(server.port, { headers: [own(), withToken()], ...request });

describe('the Host is checked before anything else', () => {
  // Rebinding of names: what was published of webpack-dev-server, vite, jupyter and others.
  test.each([
    ['a name of a stranger', ['Host: evil.example']],
    ['a stranger with our port', () => [`Host: evil.example:${server.port}`]],
    ['a name that begins like ours', () => [`Host: 127.0.0.1.evil.example:${server.port}`]],
    ['a name that ends like ours', () => [`Host: evil.localhost:${server.port}`]],
    ['another port', ['Host: 127.0.0.1:1']],
    ['no port', ['Host: 127.0.0.1']],
    ['the address of all networks', () => [`Host: 0.0.0.0:${server.port}`]],
    ['another form of our address', () => [`Host: 2130706433:${server.port}`]],
    ['a user before it', () => [`Host: evil@127.0.0.1:${server.port}`]],
    ['an empty one', ['Host:']],
    ['one of ours and one of a stranger', () => [own(), 'Host: evil.example']],
    ['a list', () => [`Host: 127.0.0.1:${server.port}, evil.example`]],
  ] as const)('%s is refused with 421', async (_name, headers) => {
    const made = typeof headers === 'function' ? headers() : headers;
    for (const path of ['/', '/metrics', '/api/state', '/nothing']) {
      // Node itself refuses some of them, with 400, before anybody sees them.
      expect([421, 400]).toContain(await ask({ path, headers: [...made, withToken()] }));
    }
  });

  test('a stranger is refused with 421, whatever else is wrong with the request', async () => {
    const headers = ['Host: evil.example', 'Origin: http://evil.example'];
    expect(await ask({ method: 'POST', path: '/api/nothing', headers })).toBe(421);
  });

  test('our own names are answered', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({ headers: [`Host: localhost:${server.port}`] })).toBe(200);
  });
});

test.each([
  'http://evil.example',
  'null',
  'http://127.0.0.1',
  'http://127.0.0.1:1',
  'file://',
  'chrome-extension://abc',
])('a page of the origin %s is refused, with the token too', async (origin) => {
  const headers = [own(), withToken(), `Origin: ${origin}`];
  expect(await ask({ path: '/api/state', headers })).toBe(403);
  expect(await ask({ path: '/metrics', headers })).toBe(403);
});

test('https of our own port is another origin, and http is ours', async () => {
  const headers = (origin: string): string[] => [own(), withToken(), `Origin: ${origin}`];
  const path = '/api/state';
  expect(await ask({ path, headers: headers(`https://127.0.0.1:${server.port}`) })).toBe(403);
  expect(await ask({ path, headers: headers(`http://127.0.0.1:${server.port}`) })).toBe(200);
  expect(await ask({ path, headers: headers(`http://localhost:${server.port}`) })).toBe(200);
});

test('of two origins both must be ours', async () => {
  const headers = [own(), withToken(), `Origin: http://127.0.0.1:${server.port}`, 'Origin: null'];
  expect(await ask({ path: '/api/state', headers })).toBe(403);
});

test.each([
  ['no token', []],
  ['an empty one', ['X-Courant-Token:']],
  ['another', [`X-Courant-Token: ${newToken()}`]],
  ['its beginning', [`X-Courant-Token: ${token.slice(0, -1)}`]],
  ['one digit more', [`X-Courant-Token: ${token}0`]],
  ['capitals', [`X-Courant-Token: ${token.toUpperCase()}x`]],
  ['it twice', [`X-Courant-Token: ${token}`, `X-Courant-Token: ${token}`]],
  ['it as a cookie', [`Cookie: X-Courant-Token=${token}`]],
  ['it as authorization', [`Authorization: Bearer ${token}`]],
] as const)('with %s nothing is told', async (_name, headers) => {
  const before = asked;
  for (const path of ['/api/state', '/api/nothing', `/api/state?token=${token}`]) {
    expect(await ask({ path, headers: [own(), ...headers] })).toBe(403);
  }
  expect(asked).toBe(before);
});

test('files and counts need no token', async () => {
  expect(await ask({ path: '/', headers: [own()] })).toBe(200);
  expect(await ask({ path: '/metrics', headers: [own()] })).toBe(200);
});

// Paths that led out of the served folder elsewhere (vite `/@fs`, dev servers with `..` and encoded slashes).
test.each([
  '/../package.json',
  '/..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/.courant/page.json',
  '/@fs/etc/passwd',
  '/@fs/etc/passwd?import&raw??',
  '/..\\..\\etc\\passwd',
  '/app.js/../../page.json',
  '/index.html%00.js',
  '/__proto__',
  '/constructor',
  '/toString',
  '/%',
  '/%ff%fe',
])('the path %s finds nothing', async (path) => {
  expect([400, 403, 404]).toContain(await ask({ path, headers: [own()] }));
  expect([400, 404]).toContain(await ask({ path }));
});

test.each(['http://evil.example/api/state', '//evil.example/api/state', '*', 'api/state'])(
  'the target %s is no path',
  async (path) => {
    expect([400, 421]).toContain(await ask({ path }));
  },
);

test('a method that every object has is no route', async () => {
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    expect([404, 405]).toContain(await ask({ method, path: '/api/state' }));
    expect(await ask({ method, path: '/' })).toBe(405);
  }
});

test('every answer carries the headers that keep others out, and none that lets them in', async () => {
  const answers = [
    textOf({ headers: [own()] }),
    textOf({ path: '/api/state', headers: [own(), withToken()] }),
    textOf({ path: '/api/state', headers: [own()] }),
    textOf({ path: '/metrics', headers: [own()] }),
    textOf({ headers: ['Host: evil.example'] }),
    textOf({ method: 'POST', path: '/api/fail', headers: [own(), withToken()] }),
  ];
  for (const text of answers) {
    const [head = ''] = (await sendRaw(server.port, text)).toLowerCase().split('\r\n\r\n');
    expect(head).toContain("content-security-policy: default-src 'none'; script-src 'self'");
    expect(head).toContain("frame-ancestors 'none'");
    expect(head).toContain('x-content-type-options: nosniff');
    expect(head).toContain('referrer-policy: no-referrer');
    expect(head).toContain('cross-origin-opener-policy: same-origin');
    expect(head).toContain('cross-origin-resource-policy: same-origin');
    expect(head).toContain('cache-control: no-store');
    expect(head).not.toContain('access-control-');
    expect(head).not.toContain("'unsafe-");
  }
});

test('what fails inside is told to nobody, and the next request is answered', async () => {
  const fail = { method: 'POST', path: '/api/fail', headers: [own(), withToken()] };
  const told = await sendRaw(server.port, textOf(fail));
  expect(told).toMatch(/^HTTP\/1\.1 500/);
  expect(told).not.toContain(secret);
  const late = textOf({ path: '/api/late', headers: [own(), withToken()] });
  expect(await sendRaw(server.port, late)).not.toContain(secret);
  expect(await ask({})).toBe(200);
});

test('a thousand malformed requests end nothing and are told nothing', async () => {
  const malformed = (at: number): string | Buffer => {
    const host = own();
    const forms: readonly (string | Buffer)[] = [
      Buffer.from([0, 1, 2, at % 256, 0xff]),
      `GET /api/state HTTP/9.9\r\n${host}\r\n\r\n`,
      `GET  /api/state\r\n\r\n`,
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}\r\nX: ${'b'.repeat(40_000)}\r\n\r\n`,
      `POST /api/state HTTP/1.1\r\n${host}\r\nContent-Length: -1\r\n\r\n`,
      `POST /api/state HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc`,
      `GET /api/state?${'%'.repeat(at % 50)} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n\r\n`,
      `GET /api/state HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `GET /api/state HTTP/1.1\r\n${host}\r\nExpect: something\r\nConnection: close\r\n\r\n`,
      `GET /api/state HTTP/1.1\r\nHost: ${at}.example\r\nConnection: close\r\n\r\n`,
      `GET /api/state HTTP/1.1\nHost: x\n\n`,
    ];
    return forms[at % forms.length] ?? '';
  };
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => sendRaw(server.port, malformed(round * 50 + at), 400)),
    );
    for (const answer of answers) expect(answer).not.toContain(secret);
  }
  expect(await ask({})).toBe(200);
}, 60_000);

test('it is bound to this machine alone', () => {
  expect(server.host).toBe('127.0.0.1');
});
