/** The way to a broker: everything a client needs, as plain data but for the socket factory. */
import type { ISocketFactory } from 'kafkajs';

export interface KafkaConnection {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** TLS, with the authority that signed the brokers' certificates (PEM). */
  readonly tls?: { readonly ca: string };
  /** SCRAM-SHA-512 credentials. */
  readonly sasl?: { readonly username: string; readonly password: string };
  /** Replaces the way to the brokers, as a port-forward needs it. */
  readonly socketFactory?: ISocketFactory;
}
