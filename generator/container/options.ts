/** The files that the environment names, read into the options of the generator. */
import { readFile } from 'node:fs/promises';
import { resolveChain } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import type { GenerateOptions } from '../options.ts';
import type { ContainerEnvironment } from './environment.ts';
import { readAuthorities, readPassword, unreadable } from './mountedFiles.ts';

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
    connection: connectionOf(environment),
    site,
    name: producerName,
    toStdout: false,
  };
}

/** @throws CourantError COURANT_CONFIG_MISSING when a file cannot be read now; later ones fail their connection */
function connectionOf({ bootstrapServers, tlsCa, sasl }: ContainerEnvironment): KafkaConnection {
  const connection: KafkaConnection = {
    bootstrapServers,
    tls: tlsCa === undefined ? undefined : authoritiesIn(tlsCa),
    sasl: sasl && loginOf(sasl),
  };
  void connection.tls?.ca;
  void connection.sasl?.password;
  return connection;
}

function authoritiesIn(place: string): KafkaConnection['tls'] {
  return {
    get ca() {
      return readAuthorities(place, 'COURANT_TLS_CA');
    },
  };
}

function loginOf({
  username,
  passwordFile,
}: NonNullable<ContainerEnvironment['sasl']>): KafkaConnection['sasl'] {
  return {
    username,
    get password() {
      return readPassword(passwordFile, 'COURANT_SASL_PASSWORD_FILE');
    },
  };
}

async function read(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, variable, cause);
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
