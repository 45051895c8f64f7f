/**
 * A kafkajs producer that writes as a given producer instead of asking a broker for a new one. Like
 * kafka/driver/internals.ts this holds for exactly one version of kafkajs.
 */
import Broker from 'kafkajs/src/broker/index.js';
import type { InitArguments } from 'kafkajs/src/broker/index.js';
import { assertKafkajsVersion } from './internals.ts';
import type { ProducerIdentity } from './transactions.ts';

/** What is put into the place of the one option that kafkajs hands on, as it is, to the request for a producer id. */
class GivenIdentity {
  readonly identity: ProducerIdentity;

  constructor(identity: ProducerIdentity) {
    this.identity = identity;
  }
}

const original = Broker.prototype.initProducerId;

/** An option for `producer()` of kafkajs, beside `idempotent`. */
export function asProducer(identity: ProducerIdentity): { transactionTimeout: number } {
  assertKafkajsVersion();
  Broker.prototype.initProducerId = answer;
  return { transactionTimeout: new GivenIdentity(identity) as unknown as number };
}

function answer(this: Broker, request: InitArguments): Promise<ProducerIdentity> {
  const { transactionTimeout } = request;
  if (transactionTimeout instanceof GivenIdentity)
    return Promise.resolve(transactionTimeout.identity);
  return original.call(this, request);
}
