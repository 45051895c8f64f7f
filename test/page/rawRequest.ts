/** Bytes to a port, and what came back: requests that no client would send. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** Everything that the server sent until it closed, or was silent for a while. */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  silenceMs = 2_000,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => undefined);
  socket.setTimeout(silenceMs, () => socket.destroy());
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return Buffer.concat(parts).toString('latin1');
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers: readonly string[];
  readonly body?: string;
}

/** The status, or 0 where there was no answer. */
export async function statusOf(port: number, request: RawRequest): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await sendRaw(port, textOf(request)))?.[1] ?? 0);
}

export function textOf({ method = 'GET', path = '/', headers, body = '' }: RawRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, ...headers, 'Connection: close', '', body];
  return lines.join('\r\n');
}
