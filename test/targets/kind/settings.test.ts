import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { charts, kubernetesVersion } from '../../../chain/versions.ts';
import { isAtLeast, nodeProblem, versionIn } from '../../../targets/kind/setup/nodeRequirements.ts';
import { chartArguments, kindSettings, settingsOf } from '../../../targets/kind/settings.ts';

test('a flag goes before the environment, that before what was recorded, that before the default', () => {
  expect(settingsOf({}, {}).strimzi.chart).toBe(charts.strimzi);
  const recorded = settingsOf({ strimziChart: './a.tgz', nodeImage: 'n:1' }, {});
  expect(settingsOf({}, {}, recorded)).toEqual(recorded);
  const environment = { COURANT_STRIMZI_CHART: './b.tgz' };
  expect(settingsOf({}, environment, recorded).strimzi.chart).toBe('./b.tgz');
  expect(settingsOf({ strimziChart: './c' }, environment, recorded).strimzi.chart).toBe('./c');
});

test('helm is told a version where the chart does not carry one', () => {
  expect(chartArguments(charts.strimzi, 'strimzi')).toEqual([charts.strimzi, '--version', '1.2.0']);
  expect(chartArguments(charts.sparkOperator, 'spark-operator')).toEqual([
    'spark-operator',
    '--repo',
    charts.sparkOperator,
    '--version',
    '2.5.2',
  ]);
  expect(chartArguments('./chart.tgz', 'strimzi')).toEqual(['./chart.tgz']);
  expect(chartArguments('https://example.org/c.tgz', 'strimzi')).toEqual([
    'https://example.org/c.tgz',
  ]);
});

test('the operator of Flink comes from where all releases stay; older records know of none', () => {
  expect(chartArguments(charts.flinkOperator, 'flink-operator')).toEqual([
    'flink-kubernetes-operator',
    '--repo',
    'https://archive.apache.org/dist/flink/flink-kubernetes-operator-1.15.0/',
    '--version',
    '1.15.0',
  ]);
  const environment = { COURANT_FLINK_OPERATOR_CHART: './f', COURANT_FLINK_OPERATOR_VALUES: 'v' };
  expect(settingsOf({}, environment).flinkOperator).toEqual({ chart: './f', values: 'v' });
  const { flinkOperator: _, ...older } = settingsOf({}, {});
  expect(kindSettings.parse(older).flinkOperator).toEqual({
    chart: charts.flinkOperator,
    values: null,
  });
});

test('versions are read as the tools print them', () => {
  expect(versionIn('kind v0.27.0 go1.24.4 linux/amd64')).toBe('0.27.0');
  expect(versionIn('v3.19.0+g1234')).toBe('3.19.0');
  expect(versionIn('none')).toBeUndefined();
  expect(isAtLeast('0.27.0', '0.27.0')).toBe(true);
  expect(isAtLeast('3.19', '3.8.0')).toBe(true);
  expect(isAtLeast('0.9.9', '0.27.0')).toBe(false);
});

test('Kubernetes 1.35 does not run on a host with cgroup v1', () => {
  expect(nodeProblem('kindest/node:v1.35.0@sha256:00', '1')).toContain('cgroup v1');
  expect(nodeProblem('kindest/node:v1.35.0', '2')).toBeUndefined();
  expect(nodeProblem('kindest/node:v1.34.0', '1')).toBeUndefined();
  expect(nodeProblem('mine', '1')).toBeUndefined();
});

test('the node of kind-config.yaml is pinned, and of the Kubernetes that manifests are checked against', () => {
  const config = parse(readFileSync('kind-config.yaml', 'utf8')) as { nodes: { image: string }[] };
  const image = config.nodes[0]?.image ?? '';
  expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  expect(versionIn(image)?.split('.').slice(0, 2)).toEqual(
    kubernetesVersion.split('.').slice(0, 2),
  );
});
