/** What Kafka's own client compresses is read back byte by byte, whatever the codec. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unlz4 } from '../../kafka/wire/lz4.ts';
import { unsnappy } from '../../kafka/wire/snappy.ts';
import { brokerJars } from '../support/jars.ts';
import { useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

async function writeByJava(topic: string): Promise<void> {
  const source = path.join(import.meta.dirname, '../support/WriteCompressed.java');
  const servers = bench.broker.connection.bootstrapServers.join(',');
  const flags = ['-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  const classes = (await brokerJars()).join(':');
  await promisify(execFile)('java', [...flags, '-cp', classes, source, servers, topic, ...codecs]);
}

it('of gzip, snappy, lz4 and zstd', async () => {
  const { kafka } = bench.traces;
  const topic = 'compressed';
  const partitions = codecs.length;
  await kafka.declare([{ name: topic, partitions, replicationFactor: 1, config: {} }]);
  await writeByJava(topic);
  const found = codecs.map((): string[] => []);
  await kafka.scan(topic, (await kafka.offsets([topic])).get(topic) ?? [], (record) => {
    found[record.partition]!.push(record.value?.toString('base64') ?? 'null');
  });
  expect(found[0]).toHaveLength(527);
  for (const [at, codec] of codecs.entries()) {
    expect({ codec, same: found[at]!.join() === found[0]!.join() }).toEqual({ codec, same: true });
  }
}, 120_000);

it('bytes that are none of a codec end with an error, and read nothing beyond them', () => {
  const starts = [
    Buffer.alloc(0),
    Buffer.from('04224d1864409e', 'hex'),
    Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 60 }), (start, bytes) => {
      const given = Buffer.concat([start, bytes]);
      for (const read of [unlz4, unsnappy]) {
        try {
          expect(read(given).length).toBeLessThan(1e6);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }),
  );
});
