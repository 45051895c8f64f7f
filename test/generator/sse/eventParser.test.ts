/** Bytes of event streams, cut anywhere: the same events come out. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventParser, mostCharacters } from '../../../generator/sse/eventParser.ts';
import type { SentEvent } from '../../../generator/sse/eventParser.ts';

function parse(chunks: readonly Uint8Array[], id = ''): { events: SentEvent[]; retryMs?: number } {
  const events: SentEvent[] = [];
  const parser = new EventParser(id, (event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return { events, retryMs: parser.retryMs };
}

function data(text: string): (string | undefined)[] {
  return parse([Buffer.from(text)]).events.map((event) => event.data);
}

it.each<[string, string, string[]]>([
  ['a line', 'data: a\n\n', ['a']],
  ['several lines', 'data: a\ndata:b\ndata:  c\n\n', ['a\nb\n c']],
  ['lines that end with CR and LF', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', ['a\nb', 'c']],
  ['lines that end with CR', 'data: a\r\rdata: b\r\r', ['a', 'b']],
  ['comments', ': hi\ndata: a\n:\n\n: keep-alive\n\ndata: b\n\n', ['a', 'b']],
  ['a mark at its beginning', '\ufeffdata: a\n\n', ['a']],
  ['an event without data', 'event: x\nid: 3\n\ndata: b\n\n', ['b']],
  ['a field without a colon', 'data\n\ndata\ndata\n\n', ['', '\n']],
  ['fields that nobody knows', 'what: ever\nDATA: no\ndata: a\n\n', ['a']],
  ['an event without an end', 'data: a\n\ndata: b\n', ['a']],
])('of %s', (_what, text, expected) => {
  expect(data(text)).toEqual(expected);
});

it('an id stays until there is another one; one with a null is none', () => {
  const text = 'data: a\n\nid: 1\ndata: b\n\ndata: c\n\nid: 2\0\ndata: d\n\nid\ndata: e\n\n';
  const { events } = parse([Buffer.from(text)], 'before');
  expect(events.map(({ id, isNamed }) => [id, isNamed])).toEqual([
    ['before', false],
    ['1', true],
    ['1', false],
    ['1', false],
    ['', true],
  ]);
});

it('the server says when it wants to be asked again, in digits', () => {
  expect(parse([Buffer.from('retry: 250\nretry: 3s\n\n')]).retryMs).toBe(250);
});

const streams = fc.array(
  fc.constantFrom(
    'data: größe 𝄞',
    'data',
    ':c',
    'id: 4',
    'event: e',
    '',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\n\n',
  ),
  { maxLength: 40 },
);

it('however the bytes are cut', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.integer({ min: 1, max: 9 })), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''));
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const size of [...cuts, bytes.length]) {
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(parse(chunks)).toEqual(parse([bytes]));
    }),
  );
});

it('a line beyond measure takes no memory and is told of; what follows is read', () => {
  const piece = Buffer.alloc(2 ** 16, 'x');
  const huge = Array.from({ length: mostCharacters / piece.length + 40 }, () => piece);
  const chunks = [Buffer.from('data: '), ...huge, Buffer.from('\n\ndata: b\n\n:'), ...huge];
  expect(
    parse([...chunks, Buffer.from('\ndata: c\n\n')]).events.map((event) => event.data),
  ).toEqual([undefined, 'b', 'c']);
  const justTooLong = `data: ${'x'.repeat(mostCharacters + 1)}\n\n`;
  expect(data(justTooLong)).toEqual([undefined]);
  expect(data(justTooLong.replace('x', ''))[0]).toHaveLength(mostCharacters);
});
