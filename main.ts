/**
 * The cdk8s app: one line a chart, in start order. `courant synth` and `npx cdk8s synth` run it (cli/commands/begin/synthApp.ts),
 * with the definition of any chain as `./chain.config.ts`.
 */
import { join } from 'node:path';
import { App } from 'cdk8s';
import type { Chart } from 'cdk8s';
import definition from './chain.config.ts';
import { flinkQueries, sparkQueries } from './chain/chain.ts';
import { FlinkChart } from './charts/flink.ts';
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
  const charts: Chart[] = [namespace, kafka, generator];
  if (sparkQueries(source.chain)) charts.push(new SparkChart(app, 'spark', { ...source, kafka })); // who processes
  if (flinkQueries(source.chain)) charts.push(new FlinkChart(app, 'flink', { ...source, kafka })); // the same by Flink
  if (source.chain.metrics === true) charts.push(new MetricsChart(app, 'metrics', source)); // who looks at it
  charts.reduce((before, chart) => {
    chart.addDependency(before);
    return chart;
  });
  app.synth();
}
