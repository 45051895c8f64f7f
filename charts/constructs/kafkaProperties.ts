/** Settings of the Kafka clients inside the runners. */

/**
 * The Kafka client's settings as a Java properties file. It holds no secret: the client reads authorities and password from
 * the mounted Secrets itself, anew for each connection, so they stand in no plan, log or argument, and may be replaced.
 */
export function kafkaProperties(
  user: string,
  mounts: { readonly ca: string; readonly user: string },
): string {
  const login = `username="${user}" passwordFile="${mounts.user}/password"`;
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required ${login};`,
    'sasl.client.callback.handler.class=dev.courant.runner.kafka.MountedLogin',
    'ssl.engine.factory.class=dev.courant.runner.kafka.MountedTrust',
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${mounts.ca}`,
    '',
  ].join('\n');
}
