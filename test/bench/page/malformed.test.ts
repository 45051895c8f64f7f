import { expect, it } from 'vitest';
import { kinds, malformed } from '../../../bench/page/malformed.ts';
import type { Kind } from '../../../bench/page/malformed.ts';
import { byStatus, holdsAny } from '../../../bench/page/strangers.ts';

const page = { port: 4_321, token: '0123456789abcdef0123456789abcdef' };
const numbers = Array.from({ length: 1_000 }, (_, at) => at);

function texts(kind: Kind): string[] {
  return numbers.map((at) => malformed(kind, at, page).toString('latin1'));
}

/** Values of a header in the head of a request. */
function valuesOf(text: string, name: string): string[] {
  const lines = text.split('\r\n').slice(1);
  return lines.flatMap((line) => {
    const [, value] = new RegExp(`^${name}: ?(.*)$`, 'i').exec(line) ?? [];
    return value === undefined ? [] : [value];
  });
}

it.each(kinds)('%s: the same number gives the same request, and others differ', (kind) => {
  expect(texts(kind)).toEqual(texts(kind));
  expect(new Set(texts(kind)).size).toBeGreaterThan(100);
});

it('carries the token where only a Host or an Origin keeps the answer back', () => {
  for (const text of [...texts('hosts'), ...texts('origins')]) expect(text).toContain(page.token);
});

it('has no Host that is ours alone', () => {
  const ours = [`127.0.0.1:${page.port}`, `localhost:${page.port}`];
  for (const text of texts('hosts')) {
    const hosts = valuesOf(text, 'host');
    expect(hosts.every((host) => ours.includes(host)) && hosts.length === 1).toBe(false);
  }
});

it('has no Origin that is ours alone', () => {
  for (const text of texts('origins')) {
    const origins = valuesOf(text, 'origin');
    expect(origins).not.toEqual([`http://127.0.0.1:${page.port}`]);
    expect(origins.length).toBeGreaterThan(0);
  }
});

it('asks for no path that anybody may read', () => {
  const open = ['/', '/index.html', '/app.js', '/app.css', '/metrics'];
  for (const text of texts('paths')) {
    const path = text.slice('GET '.length, text.indexOf(' HTTP/1.1'));
    const isPath = path.startsWith('/') && !path.startsWith('//');
    if (isPath) expect(open).not.toContain(pathOf(path));
  }
});

function pathOf(path: string): string {
  return URL.canParse(path, 'http://page') ? new URL(path, 'http://page').pathname : '';
}

it('never sends a request as a whole where half of it is meant', () => {
  for (const text of texts('halves')) {
    expect(text.length).toBeGreaterThan(0);
    expect(text.endsWith('{"replicas":')).toBe(false);
  }
});

it('counts answers by their status, and those that never came', () => {
  const told = ['HTTP/1.1 421 Misdirected Request\r\n', 'HTTP/1.1 421 x', '', 'HTTP/1.1 400 y'];
  expect(byStatus(told)).toEqual({ '421': 2, none: 1, '400': 1 });
});

it('finds a secret wherever it stands in an answer', () => {
  expect(holdsAny('HTTP/1.1 200 OK\r\n\r\n{"name":"sensor_stats"}', ['x', 'sensor_stats'])).toBe(
    true,
  );
  expect(holdsAny('HTTP/1.1 403 Forbidden\r\n\r\n', ['sensor_stats', ''])).toBe(false);
});
