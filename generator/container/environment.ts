/** Environment of the container: names of files rather than secrets. */
import { CourantError } from '../../chain/errors.ts';
import { quote } from '../../chain/words/quote.ts';

export interface ContainerEnvironment {
  /** The complete definition, JSON. */
  readonly definitionFile: string;
  readonly bootstrapServers: readonly string[];
  /**
   * PEM of the authorities that sign the brokers' certificates: a file, or a folder of which each `*.crt` counts; without
   * it the connection is plain.
   */
  readonly tlsCa?: string;
  readonly sasl?: { readonly username: string; readonly passwordFile: string };
  /** Part of the sensors' ids: the pod's name, so that replicas share no sensor. */
  readonly site: string;
  /** Where health and metrics are served; 0 takes a free port. */
  readonly httpPort: number;
  readonly producerName?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads `COURANT_…`. A variable that is set to nothing counts as not set, as manifests are generated.
 * @throws CourantError COURANT_CONFIG_INVALID with all problems at once
 */
export function readEnvironment(variables: Variables): ContainerEnvironment {
  const reader = new Reader(variables);
  const environment = {
    definitionFile: reader.required('COURANT_DEFINITION'),
    bootstrapServers: reader.servers('COURANT_BOOTSTRAP_SERVERS'),
    tlsCa: reader.optional('COURANT_TLS_CA'),
    sasl: reader.sasl(),
    site: reader.required('COURANT_SITE'),
    httpPort: reader.port('COURANT_HTTP_PORT', 8080),
    producerName: reader.optional('COURANT_PRODUCER_NAME'),
  };
  reader.throwProblems();
  return environment;
}

class Reader {
  readonly #variables: Variables;
  readonly #problems: string[] = [];

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  optional(name: string): string | undefined {
    const value = this.#variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) this.#problems.push(`${name}: it is missing`);
    return value ?? '';
  }

  servers(name: string): string[] {
    const servers = this.required(name)
      .split(',')
      .map((server) => server.trim())
      .filter((server) => server !== '');
    for (const server of servers) {
      if (!/^(\[[0-9a-fA-F:]+\]|[^\s:[\]]+):\d{1,5}$/.test(server)) {
        this.#problems.push(`${name}: ${quote(server)} is not host:port`);
      }
    }
    return servers;
  }

  /** A user without a password, or the reverse, is a mistake: the broker would only say "denied". */
  sasl(): ContainerEnvironment['sasl'] {
    const [user, file] = ['COURANT_SASL_USERNAME', 'COURANT_SASL_PASSWORD_FILE'] as const;
    const username = this.optional(user);
    const passwordFile = this.optional(file);
    if (username !== undefined && passwordFile !== undefined) return { username, passwordFile };
    if (username !== undefined) this.#problems.push(`${file}: it is missing, but ${user} is set`);
    if (passwordFile !== undefined) {
      this.#problems.push(`${user}: it is missing, but ${file} is set`);
    }
    return undefined;
  }

  port(name: string, otherwise: number): number {
    const written = this.optional(name);
    if (written === undefined) return otherwise;
    if (/^\d{1,5}$/.test(written) && Number(written) <= 65_535) return Number(written);
    this.#problems.push(`${name}: ${quote(written)} is no port from 0 to 65535`);
    return otherwise;
  }

  throwProblems(): void {
    const count = this.#problems.length;
    if (count === 0) return;
    throw new CourantError({
      code: 'COURANT_CONFIG_INVALID',
      message: `the environment has ${count === 1 ? '1 problem' : `${count} problems`}`,
      details: this.#problems,
      left: 'nothing was sent',
      hint: 'compare it with the table in docs/images.md',
    });
  }
}
