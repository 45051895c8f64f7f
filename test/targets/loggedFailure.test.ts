import { expect, test } from 'vitest';
import { loggedFailure } from '../../targets/loggedFailure.ts';

const at = '2026-03-01T12:00:00.000Z';
const startMs = Date.parse(at);
const problem = (fields: object): string =>
  JSON.stringify({
    time: at,
    level: 'error',
    event: 'start_failed',
    code: 'COURANT_QUERY_INVALID',
    ...fields,
  });

test('one problem keeps its own code, place, message and hint', () => {
  const line = problem({ file: 'a.sql', line: 3, message: 'no such column', hint: 'edit it' });
  expect(loggedFailure([line], startMs)).toEqual({
    code: 'COURANT_QUERY_INVALID',
    message: 'a.sql:3: no such column',
    details: undefined,
    hint: 'edit it',
  });
});

test('the column is told with the line', () => {
  const line = problem({ file: 'a.sql', line: 3, column: 17, message: 'no such column' });
  expect(loggedFailure([line], startMs)?.message).toBe('a.sql:3:17: no such column');
});

test('several problems are told at once, each with its way out', () => {
  const lines = [
    problem({ file: 'a.sql', line: 3, message: 'no such column', hint: 'edit it' }),
    problem({ file: 'b.sql', line: null, message: 'two statements', hint: null }),
  ];
  expect(loggedFailure(lines, startMs)).toMatchObject({
    message: '2 problems keep the queries from starting',
    details: ['a.sql:3: no such column', '  → edit it', 'b.sql: two statements'],
  });
});

test('what an earlier process reported is not told again', () => {
  expect(loggedFailure([problem({ message: 'long ago' })], startMs + 1)).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['text', 'Exception in thread "main"'],
  ['JSON cut short', '{"time":"2026'],
  ['another event', JSON.stringify({ time: at, event: 'query_started' })],
  ['an unknown code', problem({ code: 'COURANT_NEVER', message: 'x' })],
])('%s is no report', (_what, line) => {
  expect(loggedFailure([line], startMs)).toBeUndefined();
});
