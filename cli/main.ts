/** The process edge of `courant`: command table, signals, exit codes. Each command is loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import type { CourantError } from '../chain/errors.ts';
import { exitCode, toCourantError } from '../chain/errors.ts';
import { targetNames } from './chain/chosenTarget.ts';
import { Interrupts } from './shell.ts';
import type { Shell } from './shell.ts';
import { commandsAsTyped } from './terminal/commandsAsTyped.ts';
import { Output } from './terminal/output.ts';
import { usageError } from './terminal/usage.ts';

/** Adds a command's flags and its action. */
type Define = (command: Command, shell: Shell) => void;

interface CommandEntry {
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Define>;
  readonly hidden?: boolean;
  /** `--output` names a folder too: whatever is no format. */
  readonly writesFolder?: boolean;
}

const commands: readonly CommandEntry[] = [
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

const names = commands.filter((c) => !c.hidden).map(({ usage }) => nameIn(usage));

const helpAfter = `
First steps:
  courant up                 start the chain of this folder
  courant show sensor_stats  see rows come out
  courant verify             prove that nothing was lost
  courant down               stop it and clean up`;

/** `scale <replicas>`: the arguments are known before the command is loaded. */
function nameIn(usage: string): string {
  return usage.split(' ')[0] ?? usage;
}

function entryOf(command: Command): CommandEntry | undefined {
  return commands.find(({ usage }) => nameIn(usage) === command.name());
}

function usageOf(command: Command): string {
  return entryOf(command)?.usage ?? `${command.name()} [command]`;
}

const formats = ['text', 'json'];

function program(shell: Shell): Command {
  const formatOption = new Option(
    '-o, --output <format>',
    'print text for people or JSON for programs',
  )
    .choices(formats)
    .default('text');
  let folder: string | undefined;
  formatOption.argParser((written: string, before: string) => {
    if (formats.includes(written)) return written;
    folder = written;
    return before;
  });
  const root = new Command('courant')
    .description(
      'A streaming chain on this machine: generator → Kafka → Spark, and a proof that nothing was lost.',
    )
    .usage('COMMAND [options]')
    .version(version(), '-V, --version', 'print the version')
    .option('--config <file>', 'the definition, when it is not chain.config.ts in this folder')
    .addOption(new Option('--target <target>', 'where the chain runs').choices(targetNames))
    .addOption(formatOption)
    .option('--verbose', 'print the cause of an error, with its stack')
    .addHelpText('after', helpAfter)
    .helpCommand('help [command]', 'help on a command')
    .configureHelp({ showGlobalOptions: true, helpWidth: 100, subcommandTerm: usageOf })
    .configureOutput({
      writeOut: (text) => {
        shell.output.raw(text);
      },
      writeErr: () => undefined,
    })
    .exitOverride();
  for (const { usage, summary, hidden } of commands) {
    root.addCommand(
      new Command(nameIn(usage))
        .usage(`${usage.split(' ').slice(1).join(' ')} [options]`.trim())
        .description(summary)
        .copyInheritedSettings(root),
      { hidden: hidden ?? false },
    );
  }
  return root.hook('preSubcommand', async (_root, command) => {
    const entry = entryOf(command);
    if (folder !== undefined && entry?.writesFolder !== true) throw noFormat(folder);
    (await entry?.load())?.(command, shell);
    command.setOptionValue('folder', folder);
  });
}

/** As Commander complains of a choice. */
function noFormat(written: string): CommanderError {
  const choices = formats.join(', ');
  const message = `error: option '-o, --output <format>' argument '${written}' is invalid. Allowed choices are ${choices}.`;
  return new CommanderError(1, 'commander.invalidArgument', message);
}

/** Runs one command line and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const interrupts = new Interrupts();
  let failure: CourantError | undefined;
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    noColor: (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb',
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    asTyped: commandsAsTyped(['help', ...names], {
      script: process.argv[1] ?? 'courant',
      workingFolder: process.cwd(),
      environment: process.env,
    }),
  });
  const shell: Shell = {
    output,
    workingFolder: process.cwd(),
    interrupts,
    environment: process.env,
    fail: (error) => {
      failure = error;
    },
  };
  handleSignals(interrupts);
  handleClosedPipes();
  const verbose = argv.includes('--verbose');
  if (verbose) process.setSourceMapsEnabled(true);
  const code = await run(argv, shell).catch((thrown: unknown) => {
    const error = toCourantError(thrown);
    output.error(error, verbose);
    return error.exitCode;
  });
  await end(failure?.exitCode ?? code);
}

async function run(argv: readonly string[], shell: Shell): Promise<number> {
  const root = program(shell);
  if (argv.length === 0) {
    shell.output.raw(root.helpInformation());
    return exitCode.ok;
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return exitCode.ok;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return exitCode.ok;
    throw usageError(thrown, argv, names);
  }
}

function handleSignals(interrupts: Interrupts): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupts.add() > 2) process.exit(exitCode.interrupted);
    });
  }
}

/** `courant show readings | head`: whoever read has enough, so there is nothing left to do. */
function handleClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCode.ok : exitCode.failed);
  });
  // Without a terminal progress is of no use to anyone, and the work goes on.
  process.stderr.on('error', () => undefined);
}

/** Ends the process once stdout and stderr have been taken; idle sockets and timers do not hold it. */
async function end(code: number): Promise<void> {
  const taken = [process.stdout, process.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream.destroyed || !stream.writable) resolve();
        else
          stream.write('', () => {
            resolve();
          });
      }),
  );
  await Promise.all(taken);
  process.exit(code);
}

/** Version of this package. */
function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
