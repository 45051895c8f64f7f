import { describe, expect, it } from 'vitest';
import { isDenied, isTransient, kafkaError } from '../../../kafka/driver/failure.ts';
import { assertKafkajsVersion } from '../../../kafka/driver/internals.ts';

describe('the guard of kafkajs’s internals', () => {
  it('accepts the version they were written for, and no other', () => {
    expect(() => {
      assertKafkajsVersion();
    }).not.toThrow();
    expect(() => {
      assertKafkajsVersion('2.2.5');
    }).toThrow(/kafkajs is 2\.2\.5/);
  });
});

describe('what kafkajs throws', () => {
  const named = (name: string, message: string, fields: object = {}) =>
    Object.assign(new Error(message), { name, ...fields });
  const connection = { bootstrapServers: ['127.0.0.1:9'] };

  it.each([
    [new Error('Broker not connected'), true, false],
    [named('KafkaJSConnectionError', 'Connection error: connect ECONNREFUSED'), true, false],
    [
      named('KafkaJSNonRetriableError', 'x', { cause: named('KafkaJSConnectionError', 'y') }),
      true,
      false,
    ],
    [named('KafkaJSSASLAuthenticationError', 'Authentication failed'), false, true],
    [
      named('KafkaJSProtocolError', 'no', { type: 'TOPIC_AUTHORIZATION_FAILED', code: 29 }),
      false,
      true,
    ],
    [new TypeError('x is not a function'), false, false],
  ])('is told apart: %s', (error, transient, denied) => {
    expect([isTransient(error), isDenied(error)]).toEqual([transient, denied]);
    const code = denied ? 'KAFKA_DENIED' : transient ? 'KAFKA_UNREACHABLE' : 'INTERNAL';
    expect(kafkaError(error, connection, 'reading').code).toBe(`COURANT_${code}`);
  });
});
