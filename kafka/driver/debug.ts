/** The debug log of the way to Kafka, on stderr where `NODE_DEBUG=courant:kafka` asks for it. */
import { debuglog } from 'node:util';
import type { LogEntry } from 'kafkajs';

export const debug = debuglog('courant:kafka');

/** kafkajs's own levels. */
const [nothing, everything] = [0, 5];

/**
 * What kafkajs says, for a client's logger and a cluster's alike. Only the facts named here are printed: others are
 * stacks, and what brokers answered, a login among it.
 */
export const clientLog = {
  level: debug.enabled ? everything : nothing,
  logCreator: () => (entry: LogEntry) => {
    const { message, broker, error, correlationId, size, retryCount, retryTime } = entry.log;
    const facts = { broker, error, correlationId, size, retryCount, retryTime } as object;
    debug('%s %s: %s %s', entry.label, entry.namespace, message, JSON.stringify(facts));
  },
};
