/** `courant report`: the run as a deck and a page, every number measured. */
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { CourantError } from '../../../chain/errors.ts';
import { prepareFolder, writeFiles } from '../../../deck/files/ownFiles.ts';
import type { ReportFile } from '../../../deck/files/ownFiles.ts';
import { languageNames, languageOfLocale } from '../../../deck/language/language.ts';
import type { LanguageName } from '../../../deck/language/language.ts';
import { deckOfStory, documentOf, formats, gatherStory, render } from '../../../deck/report.ts';
import type { Format, ReportDocument } from '../../../deck/report.ts';
import { ownWordsOf } from '../../../deck/slides/ownWords.ts';
import type { OwnWords } from '../../../deck/slides/ownWords.ts';
import { inStep } from '../../../targets/steps.ts';
import { queryFileNames } from '../../chain/checkQueries.ts';
import { existingChain, notRunning } from '../../chain/findChain.ts';
import { clusterOption } from '../../chain/kindFlags.ts';
import { withSteps } from '../../shell.ts';
import type { CommonFlags, Shell } from '../../shell.ts';
import { green, yellow } from '../../terminal/text.ts';

interface Flags extends CommonFlags {
  readonly lang?: LanguageName;
  readonly format: readonly Format[];
  readonly notes?: string;
  readonly out: string;
  readonly measure?: boolean;
}

export function report(command: Command, shell: Shell): void {
  clusterOption(command)
    .addOption(
      new Option('--lang <lang>', "language; default: the locale's").choices([...languageNames]),
    )
    .option('--format <formats>', `one of ${formats.join(', ')}, or both`, formatsIn, [...formats])
    .option('--notes <file>', 'your own words, in Markdown, under the headings of the slides')
    .option('--out <dir>', 'where it is written; what is not its own stays as it is', 'report')
    .option('--measure', 'scale, kill and time the legs of the running chain first; takes minutes')
    .addHelpText(
      'after',
      '\nWorks while the chain runs and after it stopped. Ctrl-C during --measure leaves the chain as it was.',
    )
    .action(() => makeReport(shell, command.optsWithGlobals<Flags>()));
}

/** @throws CourantError COURANT_USAGE */
function formatsIn(written: string): Format[] {
  const wanted = written.split(',').map((format) => format.trim());
  const bad = wanted.find((format) => !formats.some((known) => known === format));
  if (bad === undefined) return formats.filter((format) => wanted.includes(format));
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `--format: "${bad}" is not one of ${formats.join(', ')}`,
    hint: 'write like --format pptx,html',
  });
}

async function makeReport(shell: Shell, flags: Flags): Promise<void> {
  const { output, workingFolder, interrupts, environment } = shell;
  const { target, chainFolder } = await existingChain(shell, flags);
  const isMeasured = flags.measure ?? false;
  if (isMeasured && !(await target.state()).running) throw notRunning();
  const own = await ownWords(shell, flags);
  const folder = resolve(workingFolder, flags.out);
  await prepareFolder(folder, flags.out);
  const queries = (await queryFileNames(chainFolder)) ?? [];
  const language = flags.lang ?? languageOfLocale(environment);
  const document = await withSteps(shell, async (report) => {
    const signal = interrupts.first;
    const parts = { target, chainFolder, queries, report, signal, isMeasured };
    const story = await gatherStory(parts, own);
    const deck = deckOfStory(story, language, own);
    const names = await inStep(report, 'writing the report', async () => {
      const files: ReportFile[] = [];
      for (const format of flags.format)
        files.push([`report.${format}`, await render(deck, format)]);
      return writeFiles(folder, files);
    });
    const paths = names.map((name) => relative(workingFolder, join(folder, name)));
    return documentOf(story, deck, paths);
  });
  if (flags.output === 'json') output.json(document);
  else printMade(shell, document, flags);
}

async function ownWords({ output, workingFolder }: Shell, { notes }: Flags): Promise<OwnWords> {
  if (notes === undefined) return ownWordsOf('');
  const text = await readFile(resolve(workingFolder, notes), 'utf8').catch((cause: unknown) => {
    throw new CourantError({
      code: 'COURANT_USAGE',
      message: `--notes: "${notes}" cannot be read`,
      left: 'nothing was written',
      hint: 'name a file of Markdown, like: courant report --notes notes.md',
      cause,
    });
  });
  const words = ownWordsOf(text);
  for (const heading of words.unknown)
    output.note([
      yellow('! '),
      `no slide is called "${heading}": what stands there in ${notes} is left out`,
    ]);
  return words;
}

const verdicts = {
  proven: 'the report says: proven',
  provenSoFar: 'the report says: proven so far',
  notProven: 'the report says: not proven',
} as const;

function printMade(
  { output }: Shell,
  { files, slides, verdict, figures }: ReportDocument,
  flags: Flags,
): void {
  for (const file of files) output.line([green('✓ '), file]);
  const unknown = figures.filter(({ value }) => value === null).length;
  output.line(`${slides.length} slides, ${figures.length} figures, ${unknown} of them not known`);
  output.note(verdicts[verdict]);
  if (flags.measure !== true && unknown > 0)
    output.note(
      'what needs a run was not measured; with the chain running: courant report --measure',
    );
}
