/** The process edge of the generator in its container: environment, signals, exit code. */
import { exitCode, renderError, toCourantError } from '../chain/errors.ts';
import type { ExitCode } from '../chain/errors.ts';
import { runContainer } from './container/container.ts';
import { readEnvironment } from './container/environment.ts';
import { readOptions } from './container/options.ts';

async function main(): Promise<ExitCode> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  const line = (text: string) => void process.stdout.write(`${text}\n`);
  try {
    const environment = readEnvironment(process.env);
    const options = await readOptions(environment, process.cwd());
    await runContainer(options, environment.httpPort, line, stop.signal);
    return exitCode.ok;
  } catch (thrown) {
    const error = toCourantError(thrown);
    process.stderr.write(`${renderError(error)}\n`);
    return error.exitCode;
  }
}

process.exit(await main());
