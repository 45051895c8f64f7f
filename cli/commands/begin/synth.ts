/** `courant synth`: the chain as manifests, both profiles where the definition is possible in both. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { resolveChain } from '../../../chain/chain.ts';
import { shellPath } from '../../../chain/words/shellWord.ts';
import { checkQueries } from '../../chain/checkQueries.ts';
import { findDefinition } from '../../chain/definition.ts';
import { importDefinition } from '../../chain/runDefinition.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { dim, green } from '../../terminal/text.ts';
import { runApp } from './synthApp.ts';
import type { AppInput } from './synthApp.ts';
import { ownManifests, replaceManifests } from './synthFolder.ts';
import type { Written } from './synthFolder.ts';

/** What `courant synth -o json` prints; paths as seen from the working folder. */
export const synthDocument = z.object({
  files: z.array(z.string()),
  removed: z.array(z.string()),
});

interface Flags extends CommonFlags {
  /** `--output DIR`, which the root takes apart from `--output json` (main.ts). */
  readonly folder?: string;
  readonly definition?: string;
}

type Source = Omit<AppInput, 'output'>;

export function synth(command: Command, shell: Shell): void {
  command
    .option(
      '--output <dir>',
      'where the manifests are written; default: dist beside the definition',
    )
    .addOption(new Option('--definition <file>', 'one that is complete already').hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  courant synth\n  courant synth --output manifests -o json',
    )
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const { workingFolder, environment } = shell;
      const source = await sourceOf(flags, shell);
      // cdk8s says where its app has to write.
      const named = flags.folder ?? environment['CDK8S_OUTDIR'];
      const folder =
        named === undefined ? join(source.folder, 'dist') : resolve(workingFolder, named);
      const shown = relative(workingFolder, folder) || '.';
      const { files, removed } = await write(source, folder, named ?? shown);
      const asSeen = (paths: readonly string[]) => paths.map((path) => join(shown, path));
      const document = { files: asSeen(files), removed: asSeen(removed) };
      if (flags.output === 'json') shell.output.json(document);
      else print(shell, document, shown);
    });
}

/** What the definition's file says; a target hands over the one that it read. */
async function sourceOf(flags: Flags, shell: Shell): Promise<Source> {
  const { workingFolder, interrupts, output, environment } = shell;
  if (flags.definition !== undefined) {
    const text = await readFile(resolve(workingFolder, flags.definition), 'utf8');
    const file = basename(flags.definition);
    return {
      definition: JSON.parse(text),
      folder: workingFolder,
      file,
      isComplete: true,
      environment,
    };
  }
  const path = await findDefinition({ config: flags.config, workingFolder });
  const file = basename(path);
  const definition = await importDefinition(path, file, {
    interrupt: interrupts.first,
    onExit: (error) => {
      output.error(error, false);
    },
  });
  const folder = dirname(path);
  await checkQueries({ folder, file, chain: resolveChain(definition, file) });
  return { definition, folder, file, isComplete: false, environment };
}

/** Made aside first: what is wrong with the definition is found before a file changes. */
async function write(source: Source, folder: string, written: string): Promise<Written> {
  const earlier = await ownManifests(folder, written);
  const made = await mkdtemp(join(tmpdir(), 'courant-synth-'));
  try {
    await runApp({ ...source, output: made });
    return await replaceManifests(folder, made, earlier);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

function print({ output }: Shell, { files, removed }: Written, folder: string): void {
  for (const file of files) output.line([green('✓ '), file]);
  for (const file of removed) output.line(dim(`- ${file}, which is not made any more`));
  output.note(`apply one profile: kubectl apply --server-side -f ${shellPath(folder)}`);
}
