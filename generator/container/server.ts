/** Health and metrics over HTTP, on a port of its own: nothing of the data passes here. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CourantError } from '../../chain/errors.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/**
 * `/livez` answers as long as the process does; `/readyz` while readings get through; `/metrics` for Prometheus.
 * @param port 0 takes a free one
 * @throws CourantError COURANT_PORT_TAKEN
 */
export async function serveHealth(health: Health, metrics: Metrics, port: number) {
  const server = createServer((request, response) => {
    void answer(request, health, metrics).then((found) => {
      respond(request, response, found);
    });
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  { url = '', method }: IncomingMessage,
  health: Health,
  metrics: Metrics,
): Promise<Answer> {
  const path = url.split('?')[0] ?? '';
  if (!['/livez', '/readyz', '/metrics'].includes(path)) {
    return { status: 404, body: 'there is /livez, /readyz and /metrics\n' };
  }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'only GET\n' };
  if (path === '/livez') return answerOf(health.whyNotAlive(), 'alive');
  if (path === '/metrics') {
    return { status: 200, body: await metrics.text(), contentType: metrics.contentType };
  }
  return answerOf(health.whyNotReady(), 'ready');
}

function answerOf(reason: string | undefined, otherwise: string): Answer {
  return { status: reason === undefined ? 200 : 503, body: `${reason ?? otherwise}\n` };
}

function respond(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, body, contentType = 'text/plain; charset=utf-8' }: Answer,
): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : body);
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new CourantError({
      code: 'COURANT_PORT_TAKEN',
      message: `port ${port} cannot be listened on: ${cause instanceof Error ? cause.message : String(cause)}`,
      left: 'nothing was sent',
      hint: 'set COURANT_HTTP_PORT to a free port',
      cause,
    });
  }
}
