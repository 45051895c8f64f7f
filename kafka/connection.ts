/** The way to a broker: everything a client needs, as plain data but for the socket factory. */
import type { ISocketFactory } from 'kafkajs';

export interface KafkaConnection {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /**
   * TLS, with the authorities that sign the brokers' certificates (PEM). Read for each connection: a getter follows files
   * that are replaced.
   */
  readonly tls?: { readonly ca: string };
  /** SCRAM-SHA-512 credentials, read for each connection as well. */
  readonly sasl?: { readonly username: string; readonly password: string };
  /** Replaces the way to the brokers, as a port-forward needs it. */
  readonly socketFactory?: ISocketFactory;
}
