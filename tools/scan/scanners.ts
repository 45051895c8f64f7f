/** The scanners: how each is run over the manifests of a profile, and how what it prints is read. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import { findProgram } from '../../targets/machine/programs.ts';
import { runToEnd } from '../../targets/machine/processes.ts';
import { root } from '../tool.ts';
import type { Finding } from './explained.ts';

type Profile = Finding['profile'];
const folders: Readonly<Record<Profile, string>> = {
  laptop: 'dist',
  production: 'dist/production',
};

/** Versions that the explanations were written for. */
const install = {
  'kube-score': 'go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  checkov: 'pip install checkov==3.3.30',
} as const;

/** @throws CourantError COURANT_TOOL_MISSING */
export async function scan(): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const profile of Object.keys(folders) as Profile[]) {
    const files = (await readdir(join(root, folders[profile])))
      .filter((name) => name.endsWith('.k8s.yaml'))
      .map((name) => join(folders[profile], name));
    found.push(...(await kubeScore(profile, files)), ...(await checkov(profile, files)));
  }
  return found;
}

async function kubeScore(profile: Profile, files: readonly string[]): Promise<Finding[]> {
  const lines = await linesOf('kube-score', ['score', '--output-format', 'ci', ...files]);
  return lines.flatMap((line) => kubeScoreFinding(line, profile) ?? []);
}

/** `[CRITICAL] sensors-generator/sensors apps/v1/Deployment: (generator) ImagePullPolicy …` */
export function kubeScoreFinding(line: string, profile: Profile): Finding | undefined {
  const parts = /^\[(CRITICAL|WARNING)\] ([^/\s]+)\S* \S*?(\w+): (?:\(\S*\) )?(.+)$/.exec(line);
  if (parts === null) return undefined;
  const [, , name = '', kind = '', check = ''] = parts;
  return { scanner: 'kube-score', check, object: `${kind} ${name}`, profile };
}

async function checkov(profile: Profile, files: readonly string[]): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-scan-'));
  try {
    const form = ['--framework', 'kubernetes', '--output', 'json', '--output-file-path', folder];
    await linesOf('checkov', [...form, '--compact', '--skip-download', '--file', ...files]);
    return checkovFindings(await readFile(join(folder, 'results_json.json'), 'utf8'), profile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface CheckovReport {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      /** `Deployment.sensors.sensors-generator` */
      readonly resource: string;
    }[];
  };
}

export function checkovFindings(report: string, profile: Profile): Finding[] {
  const { results } = JSON.parse(report) as CheckovReport;
  return results.failed_checks.map(({ check_id, check_name, resource }) => {
    const [kind = '', , ...name] = resource.split('.');
    const object = `${kind} ${name.join('.')}`;
    return { scanner: 'checkov', check: `${check_id} ${check_name}`, object, profile };
  });
}

/** Both end with 1 where they found something. */
async function linesOf(program: keyof typeof install, args: readonly string[]): Promise<string[]> {
  const file = await findProgram(program, process.env);
  if (file === undefined) {
    throw new CourantError({
      code: 'COURANT_TOOL_MISSING',
      message: `"${program}" is not on PATH`,
      left: 'nothing was scanned',
      hint: install[program],
    });
  }
  const lines: string[] = [];
  const run = { file, args, cwd: root, env: process.env };
  const { code } = await runToEnd(run, { onLine: (line) => lines.push(line) });
  if (code === 0 || code === 1) return lines;
  throw new CourantError({
    code: 'COURANT_LEG_FAILED',
    message: `${program} ended with ${code ?? 'a signal'}`,
    details: lines.slice(-6),
  });
}
