import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { measured } from '../../chain/definition/capacity.ts';
import { metricTable } from '../../chain/metrics.ts';
import type { MetricDescription } from '../../chain/metrics.ts';
import { formatSize } from '../../chain/words/quantity.ts';
import {
  charts,
  kubernetesVersion,
  flinkOperatorVersion,
  sparkOperatorVersion,
  strimziVersion,
} from '../../chain/versions.ts';
import { diagramOf } from '../../charts/diagram.ts';
import { planChain } from '../../charts/plan.ts';
import { readQueries } from '../../charts/sources.ts';
import definition from '../../chain.config.ts';
import { courant } from '../cli/courant.ts';
import { committedManifests, profiles } from '../charts/manifests.ts';

const page = 'docs/kubernetes.md';
const read = (): string => readFileSync(page, 'utf8');
const chainIn = (profile: string) => resolveChain({ ...definition, profile }, 'chain.config.ts');

/** What stands between the marks; with UPDATE_DOCS=1 it is written anew. */
function expectBetween(mark: string, wanted: string, plain = (text: string) => text): void {
  const marks = [`<!-- ${mark} -->`, `<!-- /${mark} -->`] as const;
  const [before, rest] = read().split(marks[0]) as [string, string];
  const [, after] = rest.split(marks[1]) as [string, string];
  if (process.env['UPDATE_DOCS'] !== undefined) {
    writeFileSync(page, `${before}${marks[0]}\n\n${wanted}\n\n${marks[1]}${after}`);
  }
  const found = read().split(marks[0])[1]?.split(marks[1])[0]?.trim() ?? '';
  expect(plain(found)).toBe(plain(wanted));
}

test('the diagram is that of the definition', () => {
  const chain = chainIn('laptop');
  const diagram = diagramOf({ chain, ...readQueries(chain, '.') });
  expectBetween('diagram', ['```mermaid', diagram, '```'].join('\n'));
});

test('what is asked of a cluster is what the manifests ask', () => {
  const rows = profiles.map((profile) => {
    const { total } = planChain(chainIn(profile), '.');
    return `- ${profile}: ${(total.cpuMillis / 1_000).toFixed(2)} CPU, ${formatSize(total.memoryBytes)} (operators included)`;
  });
  expectBetween('plan', rows.join('\n'));
});

test('what a rate past one machine takes is what plan prints', async () => {
  const { stdout } = await courant({ cwd: '.' }, 'plan', '--rate', '1000000');
  expectBetween('capacity', ['```', stdout, '```'].join('\n'));
});

test('how far it was measured is told of each cost', () => {
  const figures = Object.values(measured).flatMap((cost) => Object.values(cost));
  for (const figure of figures.filter((one) => one !== measured.uncompressed.bytes)) {
    expect(read()).toContain(figure.toLocaleString('en-US'));
  }
});

test('the table of metrics is that of the pods and of the page', () => {
  const rows = Object.entries(metricTable as Record<string, MetricDescription>).map(
    ([name, { type, help, label, toldBy }]) =>
      `| \`${name}\` | ${type} | ${label ?? ''} | ${toldBy.join(', ')} | ${help} |`,
  );
  const head = ['| metric | type | label | told by | what |', '| --- | --- | --- | --- | --- |'];
  const plain = (text: string): string => text.replace(/ *\| */g, '|').replace(/-+/g, '-');
  expectBetween('metrics', [...head, ...rows].join('\n'), plain);
});

test('every kind of object is explained', () => {
  const text = read();
  const kinds = new Set(
    profiles.flatMap((profile) => committedManifests(profile).map(({ kind }) => kind)),
  );
  for (const kind of kinds) expect(text).toMatch(new RegExp(`\\b${kind}\\b`));
});

test('versions and addresses are the pinned ones', () => {
  const text = read();
  expect(text).toContain(`operator 1.2.0`);
  expect(text).toContain(`${charts.strimzi} --version ${strimziVersion}`);
  expect(text).toContain(`--repo ${charts.sparkOperator} --version ${sparkOperatorVersion}`);
  expect(text).toContain(`--repo ${charts.flinkOperator} --version ${flinkOperatorVersion}`);
  expect(text).toContain(`image.tag=${flinkOperatorVersion}`);
  expect(text).toContain(`Kubernetes ${kubernetesVersion}`);
});
