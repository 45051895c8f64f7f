/** The generator in its container: health and metrics beside it, until a signal ends both. */
import type { CourantError } from '../../chain/errors.ts';
import type { LogEvent } from '../events.ts';
import { generate } from '../generate.ts';
import type { GenerateOptions } from '../options.ts';
import { systemClock } from '../pace/clock.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';
import { whileNotThere } from './patience.ts';
import { serveHealth } from './server.ts';

export interface ContainerIo {
  /** One JSON line. */
  line(text: string): void;
  readonly signal: AbortSignal;
}

/** @throws what `generate` throws, or CourantError COURANT_PORT_TAKEN */
export async function runContainer(
  options: GenerateOptions,
  httpPort: number,
  io: ContainerIo,
): Promise<void> {
  const health = new Health();
  const metrics = new Metrics();
  const say = (event: object) => {
    io.line(JSON.stringify({ time: new Date().toISOString(), ...event }));
  };
  const server = await serveHealth(health, metrics, httpPort);
  say({ level: 'info', event: 'listening', port: server.port });
  io.signal.addEventListener('abort', () => {
    health.stopping();
  });
  try {
    await produce(options, { ...io, health, metrics, say });
    await untilStopped(io.signal, say);
  } finally {
    await server.close();
  }
}

interface Surroundings extends ContainerIo {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly say: (event: object) => void;
}

async function produce(options: GenerateOptions, around: Surroundings): Promise<void> {
  const { health, metrics, say, signal } = around;
  let hasStarted = false;
  const log = (event: LogEvent) => {
    health.tell(event);
    around.line(JSON.stringify(event));
  };
  const onStart: typeof metrics.watch = (read) => {
    hasStarted = true;
    metrics.watch(read);
  };
  const work = () => generate(options, { log, onStart, signal, stdout: around.line });
  const patience = { ...systemPatience, onWait: (error: CourantError) => say(waiting(error)) };
  await whileNotThere(work, () => hasStarted, patience, signal);
}

const systemPatience = {
  limitMs: 120_000,
  pauseMs: 2_000,
  nowMs: () => systemClock.nowMs(),
  sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal),
};

function waiting({ code, message, details }: CourantError): object {
  return { level: 'warn', event: 'waiting', code, message, details };
}

/** A replay that came to its end stays: a container that ends is started again, and would replay once more. */
async function untilStopped(signal: AbortSignal, say: (event: object) => void): Promise<void> {
  if (signal.aborted) return;
  say({ level: 'info', event: 'source_ended', text: 'all was sent; waiting to be stopped' });
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
