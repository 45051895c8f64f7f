import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metricTable } from '../../chain/metrics.ts';
import type { MetricTeller } from '../../chain/metrics.ts';
import { alertsOf } from '../../charts/metrics/alerts.ts';
import { dashboardOf } from '../../charts/metrics/dashboard.ts';
import { Metrics } from '../../generator/container/metrics.ts';
import { alertCases } from './alertCases.ts';
import { find, manifestsOf } from './manifests.ts';

const alerts = alertsOf('sensors');
const dashboard = dashboardOf('sensors', 'sensors');
const queried = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr] as const),
  ),
];

/** What one of the pods really tells, with its type. */
function toldBy(teller: MetricTeller): [name: string, type: string][] {
  return Object.entries(metricTable)
    .filter(([, { toldBy }]) => (toldBy as readonly MetricTeller[]).includes(teller))
    .map(([name, { type }]) => [name, type]);
}

function typesIn(scraped: string): [name: string, type: string][] {
  const lines = [...scraped.matchAll(/^# TYPE (courant_\w+) (\w+)$/gm)];
  return lines.map(([, name = '', type = '']) => [name, type]);
}

/** Metrics that an expression asks for, and that none of the pods tells. */
function unknownIn(expr: string): string[] {
  const known = new Set([...toldBy('generator'), ...toldBy('queries')].map(([name]) => name));
  const asked = [...expr.matchAll(/([a-zA-Z_:][\w:]*)\s*\{/g)].map(([, name = '']) => name);
  if (asked.length === 0) return [`no metric in ${expr}`];
  return asked.filter((name) => !known.has(name));
}

test('the table names what a generator tells', async () => {
  const metrics = new Metrics();
  const figures = { acknowledged: 1, failed: 0, unknown: 0, badRows: 0, waiting: 0 };
  metrics.watch(() => ({ ...figures, askedPerSecond: 5 }) as never);
  expect(typesIn(await metrics.text()).sort()).toEqual(toldBy('generator').sort());
});

test('the table names what the driver of the queries tells, in the same words', () => {
  const scraped = readFileSync('test/golden/metrics.txt', 'utf8');
  expect(typesIn(scraped).sort()).toEqual(toldBy('queries').sort());
  for (const [, name = '', help] of scraped.matchAll(/^# HELP (\w+) (.*)$/gm)) {
    expect([name, metricTable[name as keyof typeof metricTable].help]).toEqual([name, help]);
  }
});

test.each(queried)('%s asks for what there is', (_where, expr) => {
  expect(unknownIn(expr)).toEqual([]);
  expect(expr).toContain('{namespace="sensors"}');
});

test('a metric that nobody tells is found out', () => {
  expect(unknownIn('rate(courant_query_rows_totals{namespace="a"}[1m])')).toEqual([
    'courant_query_rows_totals',
  ]);
  expect(unknownIn('sum(courant_leg_up{namespace="a"})')).toEqual(['courant_leg_up']);
  expect(unknownIn('time()')).toHaveLength(1);
});

test('each alert says what is wrong, and which section says what to do', () => {
  const headings = [...readFileSync('docs/kubernetes.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'),
  );
  for (const { annotations } of alerts) {
    const [file, heading] = annotations.runbook.split('#');
    expect(file).toBe('docs/kubernetes.md');
    expect(headings).toContain(heading);
  }
});

test('the dashboard keeps its address, and each panel its place', () => {
  expect(dashboard.uid).toBe('courant-sensors');
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  expect(new Set(dashboard.panels.map(({ gridPos }) => `${gridPos.x},${gridPos.y}`)).size).toBe(
    dashboard.panels.length,
  );
  const { data } = find<{ data: Record<string, string> }>(
    manifestsOf({ metrics: true }),
    'ConfigMap',
    'sensors-dashboard',
  );
  expect(JSON.parse(data['sensors.json'] ?? '')).toEqual(JSON.parse(JSON.stringify(dashboard)));
});

const promtool = process.env['PROMTOOL'] ?? 'promtool';
const hasPromtool = spawnSync(promtool, ['--version']).status === 0;

describe.skipIf(!hasPromtool)('by promtool', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'courant-alerts-'));
    const rule = find<{ spec: object }>(manifestsOf({ metrics: true }), 'PrometheusRule');
    writeFileSync(join(folder, 'rules.yaml'), Yaml.stringify(rule.spec));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function promtoolSays(command: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(promtool, command, { cwd: folder });
    return `${status}\n${stdout.toString()}${stderr.toString()}`;
  }

  test('the rules are valid', () => {
    expect(promtoolSays(['check', 'rules', 'rules.yaml'])).toContain('SUCCESS: 6 rules found');
  });

  test.each(alertCases)('$what', ({ cases }) => {
    const tests = { rule_files: ['rules.yaml'], evaluation_interval: '15s', tests: cases };
    writeFileSync(join(folder, 'test.yaml'), Yaml.stringify(tests));
    expect(promtoolSays(['test', 'rules', 'test.yaml'])).toMatch(/^0\n/);
  });

  test('the queries of the dashboard are valid', () => {
    const rules = dashboard.panels.flatMap(({ targets }, panel) =>
      targets.map(({ expr, refId }) => ({
        record: `panel:${panel}:${refId}`,
        expr: expr.replaceAll('$__rate_interval', '1m'),
      })),
    );
    writeFileSync(join(folder, 'drawn.yaml'), Yaml.stringify({ groups: [{ name: 'd', rules }] }));
    expect(
      execFileSync(promtool, ['check', 'rules', 'drawn.yaml'], { cwd: folder }).toString(),
    ).toContain('SUCCESS');
  });
});
