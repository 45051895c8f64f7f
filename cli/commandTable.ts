/** What can be typed: one entry a command, loaded when it is called. */
import type { Command } from 'commander';
import type { Shell } from './shell.ts';

/** Adds a command's flags and its action. */
export type Define = (command: Command, shell: Shell) => void;

export interface CommandEntry {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Define>;
  readonly hidden?: boolean;
  /** `--output` names a folder too: whatever is no format. */
  readonly writesFolder?: boolean;
}

export const commands: readonly CommandEntry[] = [
  {
    usage: 'up',
    summary: 'start the chain and watch it; Ctrl-C stops it',
    load: async () => (await import('./commands/run/up.ts')).up,
  },
  {
    usage: 'status',
    summary: 'what runs, how fast, and how far behind',
    load: async () => (await import('./commands/look/status.ts')).status,
  },
  {
    usage: 'metrics',
    summary: 'the same figures in the text form of Prometheus, once',
    load: async () => (await import('./commands/look/metrics.ts')).metrics,
  },
  {
    usage: 'show [topic]',
    summary: 'newest rows of a topic; -f follows',
    load: async () => (await import('./commands/look/show.ts')).show,
  },
  {
    usage: 'open',
    summary: 'show the live page in a browser',
    load: async () => (await import('./commands/look/open.ts')).open,
  },
  {
    usage: 'page',
    summary: 'serve the live page of a chain that runs',
    load: async () => (await import('./commands/look/page.ts')).page,
  },
  {
    usage: 'scale <replicas>',
    summary: 'run that many generators',
    load: async () => (await import('./commands/run/scale.ts')).scale,
  },
  {
    usage: 'logs [leg]',
    summary: 'what the legs print: generator, kafka, spark, flink',
    load: async () => (await import('./commands/look/logs.ts')).logs,
  },
  {
    usage: 'verify',
    summary: 'prove that nothing was lost, hop by hop',
    load: async () => (await import('./commands/prove/verify.ts')).verify,
  },
  {
    usage: 'compare <query> <query>',
    summary: 'the same question asked of two engines: what each says, and costs',
    load: async () => (await import('./commands/prove/compare.ts')).compare,
  },
  {
    usage: 'report',
    summary: 'make a deck and a page of the run',
    load: async () => (await import('./commands/prove/report.ts')).report,
  },
  {
    usage: 'doctor',
    summary: 'what this machine needs and has',
    load: async () => (await import('./commands/begin/doctor.ts')).doctor,
  },
  {
    usage: 'down',
    summary: 'stop everything and delete the data',
    load: async () => (await import('./commands/run/down.ts')).down,
  },
  {
    usage: 'generate',
    summary: 'produce readings, to Kafka or to stdout',
    load: async () => (await import('./commands/run/generate.ts')).generate,
  },
  {
    usage: 'reset <query>',
    summary: 'let a query start over: drop its state and its rows',
    load: async () => (await import('./commands/run/reset.ts')).reset,
  },
  {
    usage: 'init <dir>',
    summary: 'make a new chain of your own',
    load: async () => (await import('./commands/begin/init.ts')).init,
  },
  {
    usage: 'plan',
    summary: 'what the chain will ask of a Kubernetes cluster',
    load: async () => (await import('./commands/begin/plan.ts')).plan,
  },
  {
    usage: 'synth',
    summary: 'write the chain as manifests for Kubernetes',
    load: async () => (await import('./commands/begin/synth.ts')).synth,
    writesFolder: true,
  },
  {
    usage: 'supervise',
    summary: 'own the legs of a local chain',
    load: async () => (await import('./commands/run/supervise.ts')).supervise,
    hidden: true,
  },
  {
    usage: 'serve-page',
    summary: 'serve the live page of a local chain',
    load: async () => (await import('./commands/run/servePage.ts')).servePage,
    hidden: true,
  },
];
