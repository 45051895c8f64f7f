/**
 * kafkajs as its README shows it: objects, JSON.stringify, `producer.send` and the next one when it is through; 500
 * readings each, idempotent. `node readme.mjs HOST:PORT`.
 */
import { Kafka, logLevel } from 'kafkajs';
import { readingHeaders, topicNames } from '../../chain/names.ts';
import { plainProducer, plainReading } from '../produce/plainReading.ts';

const readingsASend = 500;

const kafka = new Kafka({
  clientId: 'readme',
  brokers: [process.argv[2] ?? '127.0.0.1:9092'],
  logLevel: logLevel.ERROR,
});
const producer = kafka.producer({ idempotent: true });
await producer.connect();

let seq = 0;
for (;;) {
  const messages = Array.from({ length: readingsASend }, () => message(seq++));
  await producer.send({ topic: topicNames.readings, acks: -1, messages });
}

function message(index: number) {
  const reading = plainReading(index, Date.now());
  return {
    key: reading.sensor,
    value: JSON.stringify(reading),
    headers: { [readingHeaders.producer]: plainProducer, [readingHeaders.seq]: String(index) },
  };
}
