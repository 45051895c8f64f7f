/** The files that the environment names, read into the options of the generator. */
import { readFile } from 'node:fs/promises';
import { resolveChain } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import type { GenerateOptions } from '../options.ts';
import type { ContainerEnvironment } from './environment.ts';

/**
 * @param folder where relative files of a replay start, absolute
 * @throws CourantError COURANT_CONFIG_MISSING when a file cannot be read, COURANT_CONFIG_INVALID
 */
export async function readOptions(
  environment: ContainerEnvironment,
  folder: string,
): Promise<GenerateOptions> {
  const { definitionFile, site, producerName } = environment;
  const written = parse(await read('COURANT_DEFINITION', definitionFile), definitionFile);
  return {
    chain: resolveChain(written, definitionFile),
    folder,
    connection: await connectionOf(environment),
    site,
    name: producerName,
    toStdout: false,
  };
}

async function connectionOf(environment: ContainerEnvironment): Promise<KafkaConnection> {
  const { bootstrapServers, tlsCaFile, sasl } = environment;
  return {
    bootstrapServers,
    tls: tlsCaFile === undefined ? undefined : { ca: await read('COURANT_TLS_CA_FILE', tlsCaFile) },
    sasl: sasl && {
      username: sasl.username,
      // A file that was written by hand ends with a line break, which is no part of the password.
      password: (await read('COURANT_SASL_PASSWORD_FILE', sasl.passwordFile)).replace(/\r?\n$/, ''),
    },
  };
}

async function read(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CourantError({
      code: 'COURANT_CONFIG_MISSING',
      message: `"${file}" cannot be read: ${reasonOf(cause)}`,
      details: [`${variable} names it`],
      left: 'nothing was sent',
      hint: 'mount it, or name another file',
      cause,
    });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CourantError({
      code: 'COURANT_CONFIG_INVALID',
      message: `"${file}" is not JSON: ${reasonOf(cause)}`,
      left: 'nothing was sent',
      hint: 'write the definition out again: courant synth',
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
