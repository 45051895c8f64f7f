/**
 * `npm run pin-jars`: writes the lists of jars (`targets/local/jars/*.txt`, `bench/jars/*.txt`) anew from what Maven gets now. Run it after
 * a version in `chain/versions.ts` or a dependency in a pom was changed, and read the diff.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const versions = readFileSync(join(root, 'chain/versions.ts'), 'utf8');
const version = (name) => new RegExp(`${name} = '([^']+)'`).exec(versions)[1];
const sets = [
  {
    list: 'targets/local/java/jars/kafka.txt',
    pom: 'targets/local/java/jars/kafka-pom.xml',
    properties: {
      'kafka.version': version('kafkaVersion'),
      'scala.version': version('scalaVersion'),
    },
  },
  {
    list: 'bench/jars/kafka-tools.txt',
    pom: 'bench/jars/kafka-tools-pom.xml',
    properties: { 'kafka.version': version('kafkaVersion') },
  },
  {
    list: 'targets/local/java/jars/spark.txt',
    pom: 'spark/pom.xml',
    properties: {
      'spark.version': version('sparkVersion'),
      'scala.binary': version('scalaVersion'),
    },
  },
];

for (const { list, pom, properties } of sets) {
  const folder = mkdtempSync(join(tmpdir(), 'courant-jars-'));
  const { status } = spawnSync(
    'mvn',
    [
      '--quiet',
      '--batch-mode',
      `--file=${join(root, pom)}`,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${folder}`,
      ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(1);
  const lines = readdirSync(folder)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return `${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${name}\n`;
    });
  writeFileSync(join(root, list), lines.join(''));
  console.log(`${list}: ${lines.length} jars`);
  rmSync(folder, { recursive: true });
}
