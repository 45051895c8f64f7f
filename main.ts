/**
 * The cdk8s app: one line a chart, in start order. `courant synth` and `npx cdk8s synth` run it (cli/commands/begin/synthApp.ts),
 * with the definition of any chain as `./chain.config.ts`.
 */
import { join } from 'node:path';
import { App } from 'cdk8s';
import definition from './chain.config.ts';
import { GeneratorChart } from './charts/generator.ts';
import { KafkaChart } from './charts/kafka.ts';
import { MetricsChart } from './charts/metrics.ts';
import { NamespaceChart } from './charts/namespace.ts';
import { readProfiles } from './charts/sources.ts';
import { SparkChart } from './charts/spark.ts';

const { CDK8S_OUTDIR: output = 'dist', COURANT_CONFIG: file = 'chain.config.ts' } = process.env;
const place = { folder: process.cwd(), file, isComplete: process.env['COURANT_COMPLETE'] === '1' };
const sources = readProfiles(definition, place, (profile, { message, details }) => {
  const lines = [`no manifests for profile "${profile}": ${message}`, ...details];
  process.stderr.write(`${lines.join('\n  ')}\n`);
});

for (const { profile, ...source } of sources) {
  const app = new App({ outdir: profile === 'laptop' ? output : join(output, profile) });
  const namespace = new NamespaceChart(app, 'namespace', source); // where everything lies, closed to begin with
  const kafka = new KafkaChart(app, 'kafka', source); // the cluster, its topics, one user a leg
  const generator = new GeneratorChart(app, 'generator', { ...source, kafka }); // who produces
  const spark = new SparkChart(app, 'spark', { ...source, kafka }); // who processes
  kafka.addDependency(namespace);
  generator.addDependency(kafka);
  spark.addDependency(generator);
  if (source.chain.metrics === true) {
    new MetricsChart(app, 'metrics', source).addDependency(spark); // who looks at it
  }
  app.synth();
}
