/** `courant generate`: readings to Kafka or to stdout, from flags over the definition. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { resolveChain } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { CourantError, toCourantError } from '../../../chain/errors.ts';
import type { ChainFolder } from '../../../targets/target.ts';
import { loadChain } from '../../chain/definition.ts';
import { notRunning, startedChain } from '../../chain/findChain.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { cellLines } from '../../terminal/cellLines.ts';
import { duration, numberOrMax, servers, wholeNumber } from '../../terminal/flagValues.ts';

interface Flags extends CommonFlags {
  readonly stdout?: boolean;
  readonly sample?: number;
  readonly count?: number;
  readonly duration?: number;
  readonly rate?: number | 'max';
  readonly seed?: number;
  readonly encoder?: string;
  readonly compression?: string;
  readonly site: string;
  readonly name?: string;
  readonly sole?: boolean;
  readonly definition?: string;
  readonly folder?: string;
  readonly bootstrapServers?: readonly string[];
  readonly file?: string;
  readonly sensorColumn?: string;
  readonly timeColumn?: readonly string[];
  readonly valueColumn?: string;
  readonly decimal?: string;
  readonly skipLines?: number;
  readonly comment?: string;
  readonly unitLines?: number;
  readonly records?: string;
  readonly timeFormat?: string;
  readonly timeZone?: string;
  readonly eventTime?: string;
  readonly kind?: string;
  readonly unit?: string;
  readonly speed?: number | 'max';
  readonly loop?: boolean;
}

const howMany = (flag: string) => wholeNumber(flag, { min: 1, max: Number.MAX_SAFE_INTEGER });
const lines = (flag: string) => wholeNumber(flag, { min: 0, max: 10_000 });
const rate = numberOrMax('--rate', {
  fits: (value) => value >= 0.1 && value <= 1e6,
  inWords: 'a number from 0.1 to 1,000,000',
  hint: 'write readings a second, like --rate 1000',
});
const speed = numberOrMax('--speed', {
  fits: (value) => value > 0 && value <= 1e6,
  inWords: 'a number above 0',
  hint: 'write a factor, like --speed 10',
});

export function generate(command: Command, shell: Shell): void {
  generateFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  courant generate --stdout --sample 10
  courant generate --stdout --count 1000 --seed 7
  courant generate --file temps.csv --time-column date --value-column temp --stdout`,
    )
    .action(() => runGenerator(shell, command.optsWithGlobals<Flags>()));
}

function generateFlags(command: Command): Command {
  return command
    .option('--stdout', 'print readings instead of sending them: no Kafka needed')
    .option('--sample <n>', 'print n readings to stdout and end', howMany('--sample'))
    .option('--count <n>', 'end after n readings', howMany('--count'))
    .option('--duration <time>', 'end after that time, like 30s', duration('--duration'))
    .option('--rate <n>', 'readings a second, or max', rate)
    .option(
      '--seed <n>',
      'what every random choice follows from',
      wholeNumber('--seed', { min: 0, max: 2 ** 32 - 1 }),
    )
    .option('--encoder <encoder>', 'who writes record batches: batch or stock')
    .option('--compression <codec>', 'of record batches: auto, zstd, gzip or none')
    .option('--site <site>', 'part of the ids of the sensors', '0')
    .option('--name <name>', 'go on as this producer where it ended')
    .addOption(new Option('--sole', 'no other generator of this name runs').hideHelp())
    .option('--definition <file>', 'a complete definition as JSON')
    .option('--folder <dir>', 'where relative paths of the definition start')
    .option(
      '--bootstrap-servers <host:port,…>',
      'brokers to send to',
      servers('--bootstrap-servers'),
    )
    .option('--file <path>', 'replay a file, a folder or a glob instead of random sensors')
    .option('--sensor-column <name>', 'the column that is the sensor')
    .option('--time-column <name...>', 'the column that is the time, or those of date and time')
    .option('--value-column <name>', 'the column that is the value')
    .option('--decimal <sign>', 'before a fraction: . or ,')
    .option('--skip-lines <n>', "lines before a table's header", lines('--skip-lines'))
    .option('--comment <sign>', 'what lines of a table begin with that are no rows, like "#"')
    .option('--unit-lines <n>', 'rows after the header that hold units', lines('--unit-lines'))
    .option('--records <path>', 'the list of records in a JSON document, like "results"')
    .option('--time-format <format>', 'how the time is written, like "MM/dd/yyyy HH:mm"')
    .option('--time-zone <zone>', 'of times that carry none, like "Europe/Paris"')
    .option('--event-time <times>', 'shifted to now, or original')
    .option('--kind <kind>', 'what is measured, like temperature')
    .option('--unit <unit>', 'its UCUM code, like Cel')
    .option('--speed <factor>', '1 as recorded, 10 ten times as fast, or max', speed)
    .option('--loop', 'begin again after the last row');
}

async function runGenerator(shell: Shell, flags: Flags): Promise<void> {
  const { chain, folder } = await definitionFor(shell, flags);
  const toStdout = flags.stdout === true || flags.sample !== undefined;
  const { generate } = await import('../../../generator/generate.ts');
  const servers = toStdout
    ? undefined
    : (flags.bootstrapServers ?? (await runningServers(shell, flags)));
  // Readings on stdout leave only stderr for the log.
  const log = (event: object): void => {
    shell.output.json(event, 'line', toStdout ? 'stderr' : 'stdout');
  };
  const producing = generate(
    {
      chain: resolveChain(withFlags(chain, flags), 'the flags of generate'),
      folder,
      connection: servers === undefined ? undefined : { bootstrapServers: servers },
      site: flags.site,
      name: flags.name,
      isSole: flags.sole,
      count: flags.count,
      durationMs: flags.duration,
      toStdout,
      sample: flags.sample,
    },
    {
      log,
      stdout: (line) => {
        shell.output.raw(`${line}\n`);
      },
      signal: shell.interrupts.first,
    },
  );
  const { cells } = await producing.catch((thrown: unknown) => {
    if (!toStdout) log(failedEvent(toCourantError(thrown)));
    throw thrown;
  });
  // Beside the log, which says it in its last line.
  if (!toStdout) shell.output.notes(cellLines({ cells: [...cells], warnings: null }));
}

/** The log's last line, by which whoever started the generator learns why it ended. */
function failedEvent({ code, message, details, hint }: CourantError): object {
  const time = new Date().toISOString();
  return { time, level: 'error', event: 'failed', code, message, details, hint };
}

/** `--definition`, or the chain of this folder; with `--file` or `--stdout` none is needed. */
async function definitionFor(
  shell: Shell,
  flags: Flags,
): Promise<Pick<ChainFolder, 'chain' | 'folder'>> {
  const { workingFolder } = shell;
  if (flags.definition !== undefined) {
    const path = resolve(workingFolder, flags.definition);
    return {
      chain: resolveChain(await readJson(path, flags.definition), flags.definition),
      folder: resolve(workingFolder, flags.folder ?? '.'),
    };
  }
  try {
    return await loadChain({ ...flags, workingFolder }, shell);
  } catch (error) {
    const isMissing = error instanceof CourantError && error.code === 'COURANT_CONFIG_MISSING';
    if (!isMissing || flags.config !== undefined) throw error;
    return { chain: resolveChain({ name: 'generate' }, 'the defaults'), folder: workingFolder };
  }
}

async function readJson(path: string, written: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8');
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (cause) {
    throw new CourantError({
      code: 'COURANT_CONFIG_MISSING',
      message: `--definition "${written}" cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

function withFlags(chain: ChainDefinition, flags: Flags): unknown {
  const { rate, seed, encoder, compression } = flags;
  const source = flags.file === undefined ? chain.generator.source : replayOf(flags, flags.file);
  return {
    ...chain,
    generator: { ...chain.generator, source, ...written({ rate, seed, encoder, compression }) },
  };
}

function replayOf(flags: Flags, files: string): object {
  const { sensorColumn: sensor, timeColumn = [], valueColumn: value } = flags;
  const time = timeColumn.length > 1 ? timeColumn : timeColumn[0];
  const { decimal, skipLines, comment, unitLines, records } = flags;
  const { timeFormat, timeZone, eventTime, kind, unit, speed, loop } = flags;
  const columns = { sensor, time, value, decimal, skipLines, comment, unitLines, records };
  const fields = { ...columns, timeFormat, timeZone, eventTime, kind, unit, speed, loop };
  return { type: 'replay', files, ...written(fields) };
}

/** The fields that were given. */
function written(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function runningServers(shell: Shell, flags: CommonFlags): Promise<readonly string[]> {
  const { target } = await startedChain(shell, flags);
  const state = await target.state();
  if (state.running) return state.bootstrapServers;
  throw notRunning();
}
