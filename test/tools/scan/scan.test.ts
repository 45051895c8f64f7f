import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compared, explained } from '../../../tools/scan/explained.ts';
import type { Finding } from '../../../tools/scan/explained.ts';
import { checkovFindings, kubeScoreFinding } from '../../../tools/scan/scanners.ts';

const all: readonly Finding[] = explained.flatMap(({ scanner, check, objects, profiles }) =>
  profiles.flatMap((profile) => objects.map((object) => ({ scanner, check, object, profile }))),
);

test('what is explained is no news; one finding more is, and so is one that went', () => {
  expect(compared(all)).toEqual({ fresh: [], stale: [] });
  const privileged: Finding = {
    scanner: 'checkov',
    check: 'CKV_K8S_16 Container should not be privileged',
    object: 'Deployment sensors-generator',
    profile: 'production',
  };
  expect(compared([...all, privileged]).fresh).toEqual([
    'checkov, profile production: Deployment sensors-generator: CKV_K8S_16 Container should not be privileged',
  ]);
  expect(compared(all.slice(1)).stale).toHaveLength(1);
});

test("a scanner's line becomes a finding; what is well does not", () => {
  const line =
    '[CRITICAL] sensors-generator/sensors apps/v1/Deployment: (generator) ImagePullPolicy is not set to Always';
  expect(kubeScoreFinding(line, 'laptop')).toEqual({
    scanner: 'kube-score',
    check: 'ImagePullPolicy is not set to Always',
    object: 'Deployment sensors-generator',
    profile: 'laptop',
  });
  expect(kubeScoreFinding('[OK] sensors-generator/sensors apps/v1/Deployment', 'laptop')).toBe(
    undefined,
  );
  const failed = {
    check_id: 'CKV_K8S_43',
    check_name: 'Image should use digest',
    resource: 'Deployment.sensors.sensors-generator',
  };
  const report = JSON.stringify({ results: { failed_checks: [failed] } });
  expect(checkovFindings(report, 'production')).toEqual([
    {
      scanner: 'checkov',
      check: 'CKV_K8S_43 Image should use digest',
      object: 'Deployment sensors-generator',
      profile: 'production',
    },
  ]);
});

test('the page on security tells every reason', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  for (const { why } of explained) expect(page).toContain(why);
});
