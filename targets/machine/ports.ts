/** Ports that nobody uses. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export const localHost = '127.0.0.1';

/** Two free ports; the wanted one comes first where it is free, so that addresses stay valid. */
export async function freePorts(wanted = 0): Promise<readonly [number, number]> {
  const held = [await hold(wanted).catch(() => hold(0)), await hold(0)] as const;
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map(release));
  return [ports[0] ?? 0, ports[1] ?? 0];
}

async function hold(port: number, host: string = localHost) {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

async function release(server: Awaited<ReturnType<typeof hold>>): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** Whether somebody could listen on it now. */
export async function isFree(port: number, host?: string): Promise<boolean> {
  return hold(port, host)
    .then(release)
    .then(
      () => true,
      () => false,
    );
}
