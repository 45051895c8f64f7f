/** Ports that nobody uses. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { localHost } from '../local/java/broker.ts';
import type { BrokerPorts } from '../local/java/broker.ts';

/** Two free ports; the wanted one of the client is kept where it is free, so that addresses stay valid. */
export async function freePorts(wanted?: number): Promise<BrokerPorts> {
  const held = [await hold(wanted ?? 0).catch(() => hold(0)), await hold(0)] as const;
  const [client, controller] = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    held.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return { client: client ?? 0, controller: controller ?? 0 };
}

async function hold(port: number, host: string = localHost) {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Whether somebody could listen on it now. */
export async function isFree(port: number, host?: string): Promise<boolean> {
  try {
    const server = await hold(port, host);
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
