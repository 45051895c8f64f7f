/** The generator in its container: health and metrics beside it, until a signal ends both. */
import type { CourantError } from '../../chain/errors.ts';
import { generate } from '../generate.ts';
import type { GenerateIo, GenerateOptions } from '../options.ts';
import { systemClock } from '../pace/clock.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';
import { whileNotThere } from './patience.ts';
import { serveHealth } from './server.ts';

type Log = (event: object) => void;

/**
 * @param line takes one JSON line
 * @throws what `generate` throws, or CourantError COURANT_PORT_TAKEN
 */
export async function runContainer(
  options: GenerateOptions,
  httpPort: number,
  line: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const health = new Health(systemClock);
  const metrics = new Metrics();
  const log: Log = (event) => {
    line(JSON.stringify({ time: new Date().toISOString(), ...event }));
  };
  const server = await serveHealth(health, metrics, httpPort);
  log({ level: 'info', event: 'listening', port: server.port });
  signal.addEventListener('abort', () => {
    health.stopping();
  });
  const io: GenerateIo = {
    log: (event) => {
      health.follow(event);
      log(event);
    },
    onStart: (read) => {
      metrics.watch(read);
    },
    stdout: line,
    signal,
  };
  try {
    await generateOnceThere(options, io, log);
    await untilStopped(signal, log);
  } finally {
    await server.close();
  }
}

async function generateOnceThere(
  options: GenerateOptions,
  io: GenerateIo,
  log: Log,
): Promise<void> {
  let hasStarted = false;
  const onStart: GenerateIo['onStart'] = (read) => {
    hasStarted = true;
    io.onStart?.(read);
  };
  const patience = {
    limitMs: 120_000,
    pauseMs: 2_000,
    clock: systemClock,
    onWait: ({ code, message, details }: CourantError) => {
      log({ level: 'warn', event: 'waiting', code, message, details });
    },
  };
  const work = () => generate(options, { ...io, onStart });
  await whileNotThere(work, () => hasStarted, patience, io.signal);
}

/** A replay that came to its end stays: a container that ends is started again, and would replay once more. */
async function untilStopped(signal: AbortSignal, log: Log): Promise<void> {
  if (signal.aborted) return;
  log({ level: 'info', event: 'source_ended', text: 'all was sent; waiting to be stopped' });
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
